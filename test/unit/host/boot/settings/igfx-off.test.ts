import { describe, expect, it } from "vitest";
import { igfxOff } from "../../../../../host/boot/settings/igfx-off.ts";
import type { InstalledKernel } from "../../../../../host/model/facts/kernel-facts.ts";
import type { PciDevice } from "../../../../../host/model/facts/pci-facts.ts";
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

/** What the setting contributes on such a machine. */
function contributed({ facts }: ReturnType<typeof machine>, functions: readonly PciDevice[], value = true) {
  return igfxOff.contribute(
    { igfxOff: value },
    { ...facts, sysctl: { running: {}, before: {} }, functions },
    undefined,
  );
}

describe("igfxOff", () => {
  it.each<[Default, boolean, Readonly<Record<string, string>>]>([
    ["off", true, { intel_iommu: "on,igfx_off" }],
    ["on", true, { intel_iommu: "igfx_off" }],
    ["off", false, {}],
    ["on", false, {}],
  ])("with kernels whose IOMMU is %s by default, %s: %j", (byDefault, value, argument) => {
    const host = machine(byDefault);
    expect(contributed(host, [host.card], value).ownArguments).toEqual(argument);
  });

  it("is refused for graphics that are passed through, and where there are none", () => {
    const host = machine();
    const { facts, graphics, card } = host;
    expect(contributed(host, [card]).problems).toEqual([]);
    expect(contributed(host, [graphics]).problems).toEqual([
      expect.stringMatching(/0000:00:02\.0 is to be passed/),
    ]);
    const without = { ...host, facts: { ...facts, pci: [card] } };
    expect(contributed(without, [card]).problems).toEqual([expect.stringMatching(/has no Intel graphics/)]);
    expect(contributed(without, [card], false).problems).toEqual([]);
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
