import { describe, expect, test } from "vitest";
import type { Check, PreflightFacts } from "../../../../host/diagnosis/preflight/check.ts";
import type { ConditionFacts } from "../../../../host/diagnosis/preflight/facts.ts";
import { failures, preflight, remarks } from "../../../../host/diagnosis/preflight/preflight.ts";
import { type PciAddress, parsePciAddress } from "../../../../host/pci/address.ts";
import type { PciDevice } from "../../../../host/pci/facts.ts";
import { selectFunctions } from "../../../../host/pci/select.ts";
import { labFacts, settled } from "./facts.ts";

const GPU = address("0000:01:00.0");
const IGPU = address("0000:00:01.0");
const xorg = { address: GPU, node: "card1", process: "Xorg", pid: 812 };
const GIB = 2 ** 30;

type Row = readonly [
  what: string,
  change: (facts: PreflightFacts) => PreflightFacts,
  id: string,
  answer: `${"hard" | "soft"} ${Check["answer"]}`,
  evidence: RegExp,
];

const condition =
  (own: Partial<ConditionFacts>) =>
  (facts: PreflightFacts): PreflightFacts => ({ ...facts, condition: { ...settled, ...own } });
const kernel =
  (own: Partial<PreflightFacts["kernel"]>) =>
  (facts: PreflightFacts): PreflightFacts => ({ ...facts, kernel: { ...facts.kernel, ...own } });
const iommu = (own: Partial<PreflightFacts["kernel"]["iommu"]>) => (facts: PreflightFacts) =>
  kernel({ iommu: { ...facts.kernel.iommu, ...own } })(facts);
const gpu =
  (own: Partial<PciDevice>) =>
  (facts: PreflightFacts): PreflightFacts => ({
    ...facts,
    pci: facts.pci.map((device) => (device.address === GPU ? { ...device, ...own } : device)),
  });
const packages =
  (own: Partial<PreflightFacts["packages"]>) =>
  (facts: PreflightFacts): PreflightFacts => ({ ...facts, packages: { ...facts.packages, ...own } });
const both =
  (...changes: readonly Row[1][]): Row[1] =>
  (facts) =>
    changes.reduce((changed, change) => change(changed), facts);
const same = (facts: PreflightFacts) => facts;
const noGroups = both(iommu({ groups: 0, units: [] }), (facts) => ({
  ...facts,
  pci: facts.pci.map((device) => ({ ...device, iommuGroup: undefined })),
}));

const rows: readonly Row[] = [
  [
    "an Intel processor",
    kernel({ cpu: { vendor: "intel", virtualisation: "vmx", threads: 8 } }),
    "cpu-virtualisation",
    "soft yes",
    /^vmx/,
  ],
  [
    "an AMD one with SVM off",
    kernel({ cpu: { vendor: "amd", threads: 8 } }),
    "cpu-virtualisation",
    "soft no",
    /emulated/,
  ],
  [
    "another one",
    kernel({ cpu: { vendor: "other", threads: 8 } }),
    "cpu-virtualisation",
    "soft unknown",
    /neither/,
  ],

  ["a DMAR table", same, "firmware-iommu", "hard yes", /DMAR/],
  [
    "no table",
    both(noGroups, iommu({ tables: [] })),
    "firmware-iommu",
    "hard no",
    /^The IOMMU is off in the firmware/,
  ],
  [
    "tables that cannot be read",
    both(noGroups, iommu({ tables: [], tablesReadable: false })),
    "firmware-iommu",
    "soft unknown",
    /cannot be looked at/,
  ],
  [
    "an IOMMU without a table of these",
    iommu({ tables: [] }),
    "firmware-iommu",
    "soft unknown",
    /there are IOMMU groups/,
  ],
  ["an active IOMMU", same, "kernel-iommu", "soft yes", /dmar0/],
  [
    "one that the kernel leaves off",
    both(noGroups, kernel({ commandLine: "ro" })),
    "kernel-iommu",
    "soft no",
    /no IOMMU groups/,
  ],
  ["no-IOMMU mode", iommu({ units: [] }), "kernel-iommu", "soft unknown", /unsafe no-IOMMU mode/],

  ["interrupt remapping", same, "interrupt-remapping", "hard yes", /IR-/],
  [
    "none of it",
    condition({ interruptRemapping: false }),
    "interrupt-remapping",
    "hard no",
    /without interrupt remapping/,
  ],
  [
    "none of it while the IOMMU is off",
    both(condition({ interruptRemapping: false }), noGroups),
    "interrupt-remapping",
    "soft unknown",
    /after the reboot/,
  ],
  [
    "a kernel that does not say",
    condition({ interruptRemapping: undefined }),
    "interrupt-remapping",
    "soft unknown",
    /names no chip/,
  ],

  ["a viable group", same, "group-viable", "hard yes", /bridge/],
  ["groups that are not known", noGroups, "group-viable", "soft unknown", /after the reboot/],
  [
    "a function without a group",
    gpu({ iommuGroup: undefined }),
    "group-viable",
    "hard no",
    /has no IOMMU group/,
  ],

  ["another display for the host", same, "boot-display", "hard yes", /none of these/],
  [
    "the boot display",
    gpu({ bootVga: true }),
    "boot-display",
    "hard no",
    /boot display: the host would have no screen/,
  ],
  [
    "no boot display known",
    both(gpu({ class: "030000" }), (facts) => ({
      ...facts,
      pci: facts.pci.map((device) => ({ ...device, bootVga: undefined })),
    })),
    "boot-display",
    "hard unknown",
    /may be the boot display/,
  ],

  ["an idle card", same, "display-in-use", "hard yes", /no process/],
  [
    "a program that draws on it",
    condition({ displayHolders: [xorg] }),
    "display-in-use",
    "hard no",
    /Xorg \(812\).*Virtual-2/,
  ],
  [
    "a program that computes on it",
    condition({ displayHolders: [{ ...xorg, node: "renderD129" }] }),
    "display-in-use",
    "soft no",
    /open in Xorg/,
  ],
  [
    "a program without a monitor",
    both(
      gpu({ connectors: [{ name: "DP-1", status: "disconnected" }] }),
      condition({ displayHolders: [xorg] }),
    ),
    "display-in-use",
    "soft no",
    /open in Xorg/,
  ],
  [
    "a program on the host's own",
    condition({ displayHolders: [{ ...xorg, address: IGPU }] }),
    "display-in-use",
    "hard yes",
    /no process/,
  ],
  [
    "no look at the processes",
    condition({ displayHolders: undefined }),
    "display-in-use",
    "soft unknown",
    /could not be looked at/,
  ],

  ["a monitor", same, "connectors", "soft yes", /0000:01:00\.0 Virtual-2/],
  [
    "no monitor",
    gpu({ connectors: [{ name: "DP-1", status: "disconnected" }] }),
    "connectors",
    "soft no",
    /DP-1/,
  ],
  ["no driver that would know", gpu({ connectors: [] }), "connectors", "soft unknown", /no graphics driver/],

  [
    "a framebuffer on the card",
    condition({
      framebuffers: [
        { owner: "BOOTFB", address: GPU },
        { owner: "simpledrm", address: GPU },
      ],
    }),
    "framebuffer",
    "soft no",
    /BOOTFB, simpledrm in the memory of 0000:01:00\.0/,
  ],
  [
    "a framebuffer on the other one",
    condition({ framebuffers: [{ owner: "efifb", address: IGPU }] }),
    "framebuffer",
    "soft yes",
    /none/,
  ],

  ["a card off the bus", condition({ lost: [GPU] }), "on-bus", "hard no", /0000:01:00\.0 does not answer/],
  ["a card without power", gpu({ powerState: "D3cold" }), "power-state", "soft no", /D3cold/],
  [
    "a card that vfio-pci lets sleep",
    gpu({ powerState: "D3cold", driver: "vfio-pci" }),
    "power-state",
    "soft yes",
    /D3cold/,
  ],
  ["bus reset alone", same, "reset", "soft yes", /bus/],
  ["no reset", gpu({ resetMethods: [] }), "reset", "soft no", /no way to reset 0000:01:00/],
  [
    "an old kernel",
    both(gpu({ resetMethods: [] }), kernel({ running: "5.10.0-30-amd64" })),
    "reset",
    "soft unknown",
    /5\.15/,
  ],
  [
    "a small window",
    condition({ resizableBars: [{ address: GPU, bar: 0, bytes: 2 ** 28, largestBytes: 2 ** 34 }] }),
    "resizable-bar",
    "soft no",
    /256 MiB, at most 16384 MiB/,
  ],
  [
    "the whole window",
    condition({ resizableBars: [{ address: GPU, bar: 0, bytes: 2 ** 34, largestBytes: 2 ** 34 }] }),
    "resizable-bar",
    "soft yes",
    /16384 MiB/,
  ],

  ["two cards of one kind", same, "own-ids", "soft no", /bound by address.*\n0000:00:01\.0 \[1234:1111]/],
  ["one of a kind", gpu({ device: "2222" }), "own-ids", "soft yes", /1234:2222/],
  ["a whole card", same, "whole-card", "soft yes", /all functions/],

  ["Secure Boot", kernel({ secureBoot: "on" }), "secure-boot", "soft no", /overlay initrd/],
  ["a locked-down kernel", condition({ lockdown: "integrity" }), "secure-boot", "soft no", /integrity/],
  ["no Secure Boot", kernel({ secureBoot: "off" }), "secure-boot", "soft yes", /off/],
  ["nothing known of it", kernel({ secureBoot: "unknown" }), "secure-boot", "soft unknown", /unknown/],

  ["dpkg at rest", same, "packages-settled", "soft yes", /dpkg/],
  [
    "a package half installed",
    packages({ broken: ["linux-image-amd64"] }),
    "packages-settled",
    "soft no",
    /linux-image-amd64/,
  ],
  [
    "dpkg interrupted",
    condition({ packagesInterrupted: true }),
    "packages-settled",
    "soft no",
    /interrupted/,
  ],
  ["packages being installed", packages({ locked: true }), "packages-settled", "soft no", /at this moment/],
  ["dnf", packages({ manager: "dnf" }), "packages-settled", "soft unknown", /dnf/],

  ["memory enough", same, "guest-memory", "soft yes", /needs 8\.0 GiB, 16\.0 GiB/],
  ["too little memory", condition({ memoryAvailableBytes: 4 * GIB }), "guest-memory", "soft no", /4\.0 GiB/],
];

test.for(rows.map((row) => [`${row[2]}: ${row[0]}`, row] as const))("%s", ([, row]) => {
  const [, change, id, expected, evidence] = row;
  const facts = change(labFacts());
  const functions = facts.pci.filter(({ address: at }) => at.startsWith("0000:01:00."));
  const checks = preflight(facts, { functions, memoryBytes: 8 * GIB }).filter((check) => check.id === id);
  expect(checks.map(({ weight, answer }) => `${weight} ${answer}`)).toEqual([expected]);
  expect(checks[0]?.evidence).toMatch(evidence);
});

test("every question is asked in these rows, or of the recorded machines", () => {
  const facts = labFacts();
  const { functions } = selectFunctions(["auto"], facts.pci);
  const asked = new Set<string>([
    ...rows.map(([, , id]) => id),
    "no-bridge",
    "ssh-network",
    "system-disk",
    "group-lifeline",
    "lifelines-known",
  ]);
  expect(preflight(facts, { functions }).filter(({ id }) => !asked.has(id))).toEqual([]);
});

describe("overrides", () => {
  const allowed = [
    ["allowBootDisplay", gpu({ bootVga: true })],
    ["allowDisplayInUse", condition({ displayHolders: [xorg] })],
    ["allowUnsafeInterrupts", condition({ interruptRemapping: false })],
    [
      "allowUnknownLifelines",
      (facts: PreflightFacts) => ({
        ...facts,
        lifelines: { ...facts.lifelines, disks: { state: "unknown" as const, because: "x", parts: [] } },
      }),
    ],
  ] as const;
  test.for(allowed)("%s lets go on, and no other one does", ([name, change]) => {
    const facts = change(labFacts());
    const functions = facts.pci.filter(({ address: at }) => at.startsWith("0000:01:00."));
    const checks = preflight(facts, { functions });
    const others = Object.fromEntries(allowed.map(([other]) => [other, other !== name]));
    expect(failures(checks, others).map(({ override }) => override)).toEqual([name]);
    expect(failures(checks, { [name]: true })).toEqual([]);
  });
});

test("what needs no action is not remarked on", () => {
  const facts = condition({
    resizableBars: [{ address: GPU, bar: 0, bytes: 2 ** 28, largestBytes: 2 ** 34 }],
  })(labFacts());
  const { functions } = selectFunctions(["auto"], facts.pci);
  expect(remarks(preflight(facts, { functions }))).toEqual([]);
});

const framebufferRows = [
  ["efifb", 'video: "efifb:off"'],
  ["vesafb", 'video: "vesafb:off"'],
  ["BOOTFB", 'initcall_blacklist: "sysfb_init"'],
  ["simpledrm", 'initcall_blacklist: "sysfb_init"'],
] as const;
test.for(framebufferRows)("what keeps %s away is %s", ([owner, argument]) => {
  const facts = condition({ framebuffers: [{ owner, address: GPU }] })(labFacts());
  const functions = facts.pci.filter(({ address: at }) => at === GPU);
  expect(preflight(facts, { functions }).find(({ id }) => id === "framebuffer")?.next).toContain(argument);
});

function address(text: string): PciAddress {
  const parsed = parsePciAddress(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}
