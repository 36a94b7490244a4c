import { describe, expect, test } from "vitest";
import { selectFunctions } from "../../../../host/pci/select.ts";
import type { PreflightFacts } from "../../../../host/preflight/check.ts";
import { failures, preflight, remarks } from "../../../../host/preflight/preflight.ts";
import { selectors } from "../selectors.ts";
import { cardRows } from "./card-rows.ts";
import { condition, GPU, gpu, xorg } from "./changes.ts";
import { hostRows } from "./host-rows.ts";
import { labFacts } from "./preflight-facts.ts";

const rows = [...hostRows, ...cardRows];

test.for(rows.map((row) => [`${row[2]}: ${row[0]}`, row] as const))("%s", ([, row]) => {
  const [, change, id, expected, evidence] = row;
  const facts = change(labFacts());
  const functions = facts.pci.filter(({ address: at }) => at.startsWith("0000:01:00."));
  const checks = preflight(facts, { functions }).filter((check) => check.id === id);
  expect(checks.map(({ weight, answer }) => `${weight} ${answer}`)).toEqual([expected]);
  expect(checks[0]?.evidence).toMatch(evidence);
});

test("every question is asked in these rows, or of the recorded machines", () => {
  const facts = labFacts();
  const { functions } = selectFunctions(selectors(["auto"]), facts.pci);
  const asked = new Set<string>([
    ...rows.map(([, , id]) => id),
    "guest-memory",
    "integrated-graphics",
    "network-name",
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
  const { functions } = selectFunctions(selectors(["auto"]), facts.pci);
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
