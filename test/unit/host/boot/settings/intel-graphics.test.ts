import { describe, expect, it } from "vitest";
import { igfxProblems, intelIommuArgument } from "../../../../../host/boot/settings/intel-graphics.ts";
import type { InstalledKernel } from "../../../../../host/model/facts/kernel.ts";
import type { PciDevice } from "../../../../../host/model/facts/pci.ts";
import { parsePciAddress } from "../../../../../host/model/pci-address.ts";
import { integratedGraphics } from "../../../../../host/preflight/integrated-graphics.ts";
import { labFacts } from "../../preflight/preflight-facts.ts";
import { GPU } from "../lab-host.ts";

const address = parsePciAddress("0000:00:02.0") ?? GPU;
type Default = InstalledKernel["intelIommuDefault"];

/** A machine with Intel graphics in its processor, on which the IOMMU is off, and what differs. */
function machine(byDefault: Default = "off", own: Partial<PciDevice> = {}, groups = 0) {
  const facts = labFacts();
  const card = facts.pci.find((device) => device.address === GPU);
  if (card === undefined) throw new Error("no card");
  const graphics: PciDevice = {
    ...card,
    address,
    vendor: "8086",
    device: "4680",
    bootVga: true,
    connectors: [],
    ...own,
  };
  const others = facts.pci.map((device) => ({ ...device, bootVga: undefined }));
  const installed = facts.kernel.installed.map((one) => ({ ...one, intelIommuDefault: byDefault }));
  const kernel = { ...facts.kernel, installed, iommu: { ...facts.kernel.iommu, groups } };
  return { facts: { ...facts, kernel, pci: [...others, graphics] }, graphics, card };
}

describe("igfxOff", () => {
  it.each<[Default, boolean, Readonly<Record<string, string>>]>([
    ["off", false, { intel_iommu: "on" }],
    ["off", true, { intel_iommu: "on,igfx_off" }],
    ["on", true, { intel_iommu: "igfx_off" }],
    ["on", false, {}],
  ])("with kernels whose IOMMU is %s by default, %s: %j", (byDefault, igfxOff, argument) => {
    const { facts, card } = machine(byDefault);
    expect(intelIommuArgument(facts.kernel, [card], igfxOff)).toEqual(argument);
  });

  it("is refused for graphics that are passed through, and where there are none", () => {
    const { facts, graphics, card } = machine();
    expect(igfxProblems(facts.pci, [card], true)).toEqual([]);
    expect(igfxProblems(facts.pci, [graphics], true)).toEqual([
      expect.stringMatching(/0000:00:02\.0 is to be passed/),
    ]);
    expect(igfxProblems([card], [card], true)).toEqual([expect.stringMatching(/has no Intel graphics/)]);
    expect(igfxProblems([card], [card], false)).toEqual([]);
  });

  it.each<[string, ReturnType<typeof machine>, boolean, string, boolean]>([
    [
      "suggested for a host display whose IOMMU is about to be switched on",
      machine(),
      false,
      "unknown",
      true,
    ],
    [
      "suggested for a monitor at it",
      machine("off", { bootVga: false, connectors: [{ name: "HDMI-A-1", status: "connected" }] }),
      false,
      "unknown",
      true,
    ],
    ["no matter where it shows nothing", machine("off", { bootVga: false }), false, "yes", false],
    ["no matter where the IOMMU is on already", machine("off", {}, 8), false, "yes", false],
    ["no matter where nothing is added", machine("on"), false, "unknown", false],
    ["done where it is set", machine(), true, "yes", false],
    ["no matter on AMD", machine("off", { vendor: "1002" }), false, "yes", false],
  ])("is %s", (_what, { facts, card }, igfxOff, answer, suggested) => {
    const [check] = integratedGraphics(facts, { functions: [card], igfxOff });
    expect(check).toMatchObject({ id: "integrated-graphics", weight: "soft", answer });
    expect(check?.next?.includes("igfxOff: true") ?? false).toBe(suggested);
  });
});
