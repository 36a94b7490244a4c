import { expect, test } from "vitest";
import { guardFunctions } from "../../../../host/pci/guard.ts";
import { selectFunctions } from "../../../../host/pci/select.ts";
import { selectors } from "../selectors.ts";
import { factsOf, machines } from "./machine.ts";

function machine(slug: string) {
  const found = machines().find((one) => one.slug === slug);
  if (found === undefined) throw new Error(`no machine ${slug}`);
  return factsOf(found);
}

const z170 = machine("z170-gtx960-root-port-in-group");
const card = selectFunctions(selectors(["auto"]), z170.pci).functions;
const lost = { state: "unknown", because: "no interface was found for this SSH session", parts: [] } as const;

test("an unknown lifeline is never a yes", () => {
  const facts = { ...z170, lifelines: { ...z170.lifelines, network: lost } };
  expect(guardFunctions(card, facts).refusals).toMatchObject([
    { code: "lifeline-unknown", found: lost.because },
  ]);
  expect(guardFunctions(card, facts, { allowUnknownLifelines: true }).refusals).toEqual([]);
});

test("what is known of an unknown lifeline is spared even when that is allowed", () => {
  const [disk] = selectFunctions(selectors(["00:17.0"]), z170.pci).functions;
  const parts = [{ use: "/home", device: "/dev/sda1", addresses: disk === undefined ? [] : [disk.address] }];
  const facts = { ...z170, lifelines: { ...z170.lifelines, disks: { ...lost, parts } } };
  const { refusals } = guardFunctions(disk === undefined ? [] : [disk], facts, {
    allowUnknownLifelines: true,
  });
  expect(refusals).toMatchObject([
    { code: "system-disk", what: expect.stringContaining("/home on /dev/sda1") },
  ]);
});

test("a function without a group, while the IOMMU is on", () => {
  const pci = z170.pci.map((device) =>
    card.includes(device) ? { ...device, iommuGroup: undefined } : device,
  );
  const functions = selectFunctions(selectors(["auto"]), pci).functions;
  expect(guardFunctions(functions, { ...z170, pci }).refusals.map(({ code }) => code)).toEqual([
    "no-group",
    "no-group",
  ]);
});

test("without an IOMMU groups are unknown, and that is said", () => {
  const off = { ...z170, kernel: { iommu: { ...z170.kernel.iommu, groups: 0 } } };
  expect(guardFunctions(card, off)).toEqual({
    refusals: [],
    notes: [expect.stringContaining("after the reboot")],
  });
});

test("a function of the card that stays behind is named", () => {
  const z690 = machine("z690-navi22-rx560-thunderbolt");
  const { functions } = selectFunctions(selectors(["03:00.0"]), z690.pci);
  const { refusals, notes } = guardFunctions(functions, z690);
  expect(refusals).toEqual([]);
  expect(notes).toEqual([expect.stringMatching(/^0000:03:00\.1 .*snd_hda_intel/)]);
});

test("a VGA card may be the boot display where the kernel names none", () => {
  const pci = z170.pci.map((device) => ({ ...device, bootVga: undefined }));
  const functions = selectFunctions(selectors(["01:00"]), pci).functions;
  expect(guardFunctions(functions, { ...z170, pci }).refusals.map(({ code }) => code)).toEqual([
    "boot-display-unknown",
  ]);
  expect(guardFunctions(functions, { ...z170, pci }, { allowBootDisplay: true }).refusals).toEqual([]);
});

test("all problems are named at once", () => {
  const functions = selectFunctions(
    selectors(["00:01.0", "00:02.0", "00:17.0", "00:1f.6"]),
    z170.pci,
  ).functions;
  const codes = guardFunctions(functions, z170).refusals.map(({ code }) => code);
  expect(codes).toEqual(expect.arrayContaining(["bridge", "boot-display", "system-disk", "ssh-network"]));
});
