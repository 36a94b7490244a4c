import { expect, test } from "vitest";
import { preflight } from "../../../../host/preflight/preflight.ts";
import { requireReady } from "../../../../host/preflight/require-ready.ts";
import { both, condition, gpu, iommu, managed, noGroups, type Row, same, xorg } from "./changes.ts";
import { labFacts } from "./preflight-facts.ts";

const foreign = managed({ files: { "/etc/modprobe.d/pulumi-vfio.conf": { text: "", sha256: "" } } });
const noTable = both(noGroups, iommu({ tables: [] }));
const noTool: Row[1] = (facts) => ({ ...facts, initramfs: { tool: "unknown", evidence: [] } });
const rows: readonly [what: string, change: Row[1], message: RegExp][] = [
  [
    "the firmware alone",
    noTable,
    /^The IOMMU is off in the firmware; nothing was changed\.[\s\S]*\nNext: switch on /,
  ],
  [
    "the boot alone",
    foreign,
    /^The boot configuration of this host cannot be managed\.[\s\S]*\nNext: look at them/,
  ],
  [
    "two things of the boot",
    both(foreign, noTool),
    /cannot be managed\.[\s\S]*- initramfs[\s\S]*Next: [\s\S]*- files of our names[\s\S]*nothing was changed$/,
  ],
  [
    "everything at once",
    both(noTool, gpu({ bootVga: true }), condition({ displayHolders: [xorg], interruptRemapping: false })),
    /^These functions cannot be passed through; nothing was changed\.[\s\S]*without interrupt remapping[\s\S]*set allowUnsafeInterrupts[\s\S]*- initramfs[\s\S]*boot display[\s\S]*set allowBootDisplay[\s\S]*Xorg[\s\S]*set allowDisplayInUse/,
  ],
];

test.for(rows)("a refusal for %s says so", ([, change, message]) => {
  const facts = change(labFacts());
  const functions = facts.pci.filter(({ address }) => address.startsWith("0000:01:00."));
  expect(() => requireReady("ws1", preflight(facts, { functions }), {})).toThrow(message);
});

test("what could not be selected is told with what fails of the host", () => {
  const checks = preflight(noTool(labFacts()), { functions: [] });
  const unselected = [
    { code: "no-card", subject: "auto", what: "auto finds nothing", next: "add a card" },
  ] as const;
  expect(() => requireReady("ws1", checks, {}, unselected)).toThrow(/auto finds nothing[\s\S]*- initramfs/);
});

test("a host that is in order is not refused", () => {
  const facts = same(labFacts());
  const functions = facts.pci.filter(({ address }) => address.startsWith("0000:01:00."));
  expect(() => requireReady("ws1", preflight(facts, { functions }), {})).not.toThrow();
});
