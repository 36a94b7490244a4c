import { describe, expect, it } from "vitest";
import type { PciAddress } from "../../../../../host/model/pci-address.ts";
import { AUDIO, GPU, KERNEL } from "../lab-host.ts";
import { NIC, one, preview, withNic } from "../plan/first-preview.ts";

const CARD = { devices: ["01:00"] };

/**
 * What goes wrong for the user who pass a card through, each as the preview of a host on which it would:
 * nothing of it is found out by the reboot.
 */
describe("what goes wrong for people is told by the preview:", () => {
  it("the IOMMU group is not viable, and who uses the device that is in the way", async () => {
    const { refusal } = await preview(CARD, (facts) => ({
      ...facts,
      pci: [...facts.pci, { ...one(facts, AUDIO), address: "0000:02:00.0" as PciAddress, driver: "ahci" }],
    }));
    expect(refusal).toMatch(/IOMMU group 7 holds functions that the host would keep/);
    expect(refusal).toMatch(/0000:02:00\.0 .*\(driver ahci\)/);
  });

  it("bridges in the group are no obstacle", async () => {
    const { refusal } = await preview(CARD, (facts) => ({
      ...facts,
      pci: [
        ...facts.pci,
        { ...one(facts, AUDIO), address: "0000:00:01.1" as PciAddress, isBridge: true, class: "060400" },
      ],
    }));
    expect(refusal).toBeUndefined();
  });

  it("BAR 0 cannot be reserved, because the firmware's picture is in the memory of the card", async () => {
    const { said } = await preview(CARD, (facts) => ({
      ...facts,
      condition: { ...facts.condition, framebuffers: [{ owner: "efifb", address: GPU }] },
    }));
    expect(said).toMatch(/efifb in the memory of 0000:01:00\.0.*commandLine: \{ video: "efifb:off" \}/);
  });

  it("ids are ignored without a word, because the argument is misspelt", async () => {
    const { refusal } = await preview({ ...CARD, commandLine: { "vfio-pci-ids": "1234:1111" } });
    expect(refusal).toMatch(/the kernel does not know vfio-pci-ids, .*vfio_pci\.ids was probably meant/);
  });

  it("two identical cards: one is bound by its address, and the other stays with the host", async () => {
    const { news } = await preview(CARD, (facts) => ({
      ...facts,
      pci: [...facts.pci, { ...one(facts, GPU), address: "0000:02:00.0" as PciAddress, iommuGroup: 12 }],
    }));
    expect(Object.keys(news?.functions ?? {})).toEqual([GPU, AUDIO]);
    expect(news?.commandLine.vfio_bind).not.toContain("0000:02:00.0");
    expect(Object.keys(news?.commandLine ?? {}).filter((name) => name.includes("ids"))).toEqual([]);
  });

  it("the host would have no screen, because the card is its boot display", async () => {
    const { refusal } = await preview(CARD, (facts) => ({
      ...facts,
      pci: facts.pci.map((device) => ({ ...device, bootVga: device.address === GPU })),
    }));
    expect(refusal).toMatch(/0000:01:00\.0 is the boot display: the host would have no screen/);
  });

  it("the remote lock-out, because the network function is among the functions, and nobody can allow that", async () => {
    const { refusal } = await preview(
      { devices: [NIC], allowUnknownLifelines: true, allowBootDisplay: true },
      withNic,
    );
    expect(refusal).toMatch(
      /0000:04:00\.0 carries this SSH session on enp4s0: the host could not be reached any more/,
    );
  });

  it("the remote lock-out, because the network function is in the IOMMU group of the card", async () => {
    const { refusal } = await preview(CARD, (facts) => {
      const changed = withNic(facts);
      return { ...changed, pci: changed.pci.map((device) => ({ ...device, iommuGroup: 7 })) };
    });
    expect(refusal).toMatch(/IOMMU group 7 also holds what the host lives on: this SSH session on enp4s0/);
  });

  it("the remote lock-out, because the network function is renamed when the PCI numbering shifts", async () => {
    const { refusal, said } = await preview(CARD, (facts) => ({
      ...withNic(facts),
      interfaces: [
        {
          name: "enp4s0",
          mac: "52:54:00:12:34:56",
          macIsPermanent: true,
          address: NIC,
          configuredBy: ["/etc/network/interfaces: iface enp4s0 inet dhcp"],
        },
      ],
    }));
    expect(refusal).toBeUndefined();
    expect(said).toMatch(
      /enp4s0 is named after its place on the PCI bus.*PermanentMACAddress=52:54:00:12:34:56/s,
    );
  });

  it.each([
    ["a module, so that modprobe.d has its options", "module", "files", /options vfio-pci disable_idle_d3=1/],
    [
      "built in, so that modprobe.d would be ignored",
      "builtin",
      "commandLine",
      /"vfio-pci\.disable_idle_d3":"1"/,
    ],
  ] as const)("vfio-pci is %s", async (_what, vfioPci, property, expected) => {
    const { news } = await preview({ ...CARD, vfioPci: { disableIdleD3: true } }, (facts) => ({
      ...facts,
      kernel: {
        ...facts.kernel,
        installed: facts.kernel.installed.map((kernel) => ({ ...kernel, vfioPci })),
      },
    }));
    expect(JSON.stringify(news?.[property])).toMatch(expected);
  });

  it("an edit of GRUB's settings that has no effect, because the host boots something else", async () => {
    const image = "/EFI/Linux/arch-linux.efi";
    const { refusal } = await preview(CARD, (facts) => ({
      ...facts,
      bootLoader: { ...facts.bootLoader, loader: "systemd-boot", bootedUnifiedImage: image },
    }));
    expect(refusal).toMatch(/started from the unified kernel image \/EFI\/Linux\/arch-linux\.efi/);
  });

  it("a card that is stuck in D3cold", async () => {
    const { said } = await preview(CARD, (facts) => ({
      ...facts,
      pci: facts.pci.map((device) => (device.address === GPU ? { ...device, powerState: "D3cold" } : device)),
    }));
    expect(said).toMatch(/0000:01:00\.0 sleeps without power \(D3cold\).*d3coldAllowed: false/);
  });

  it("an unbind that hangs for ever, which is why a graphics driver is let go by a reboot only", async () => {
    const { said } = await preview(CARD);
    expect(said).toMatch(/reboot required:\n(?: .*\n)* {2}0000:01:00\.0 is bound to bochs-drm/);
    expect(said).not.toMatch(/is bound to vfio-pci in the running system/);
  });

  it("other functions of the card that stay with the host", async () => {
    const { said } = await preview({ devices: [GPU] }, (facts) => ({
      ...facts,
      pci: facts.pci.map((device) => (device.address === AUDIO ? { ...device, iommuGroup: 8 } : device)),
    }));
    expect(said).toMatch(/these functions of the card stay with the host.*0000:01:00\.1/);
  });

  it("the glitches of Intel graphics that show the host's picture, once the IOMMU is on", async () => {
    const { said } = await preview(CARD, (facts) => ({
      ...facts,
      pci: facts.pci.map((device) =>
        device.bootVga === true
          ? { ...device, address: "0000:00:02.0" as PciAddress, vendor: "8086", iommuGroup: undefined }
          : { ...device, iommuGroup: undefined },
      ),
      kernel: {
        ...facts.kernel,
        installed: facts.kernel.installed.map((kernel) => ({
          ...kernel,
          release: KERNEL,
          intelIommuDefault: "off",
        })),
        iommu: { ...facts.kernel.iommu, groups: 0, units: [] },
      },
    }));
    expect(said).toMatch(/0000:00:02\.0 is the host's display, and intel_iommu=on is added.*igfxOff: true/);
  });
});
