import type { Scenario } from "./state.ts";

/**
 * What a refusal must say of the ingredients that cannot be, one of them at least; nothing fits where there
 * are none.
 */
export function refusalOf({ state, declared }: Scenario): RegExp {
  const { grub, dropIns, iommu, loader, kernels, acsPatch } = state;
  const byGrub = loader === "grub";
  const { hugepages, vfioPci, acsOverride } = declared;
  const devices = declared.devices.join();
  const reasons: readonly (readonly [present: boolean, said: string])[] = [
    [
      byGrub && grub.broken,
      String.raw`/etc/default/grub, line \d+: Syntax error: Unterminated quoted string`,
    ],
    [byGrub && grub.lineEnds === "\r\n", "has Windows line ends"],
    [
      grub.half.some((token) => token.startsWith("vfio_bind=")),
      `vfio_bind=[^ ]+ is in the ${byGrub ? "settings of GRUB" : "boot loader entry"}`,
    ],
    [byGrub && dropIns.includes("99-override.cfg"), String.raw`99-override\.cfg is read after`],
    [iommu === "off-in-firmware", "neither a DMAR nor an IVRS table"],
    [devices === "0000:01:00.0" && iommu === "on", "IOMMU group 2 holds functions that the host would keep"],
    [devices === "00:01.0", "is the boot display"],
    [devices === "0000:09:00.0", "There is no PCI function at 0000:09:00.0"],
    [hugepages?.size === "1G" && !state.gigabytePages, "the processor has no pages of 1 GiB"],
    [
      hugepages !== undefined && grub.half.includes("hugepages=2"),
      "the boot menu has hugepages=2 of its own",
    ],
    [
      declared.isolateCpus !== undefined && grub.half.includes("isolcpus=3"),
      "the boot menu has isolcpus=3 of its own",
    ],
    [hugepages?.size === "2M", "hugepages is 4 here, and a typed setting makes it 512"],
    [vfioPci?.disableIdleD3 === false, "disable_idle_d3 is 1 here, and a typed setting makes it 0"],
    [acsOverride !== undefined && acsPatch === "lacks it", "does not have the ACS override patch"],
    [
      acsOverride !== undefined && declared.allowUnknownAcsPatch !== true,
      "it cannot be told whether kernel .* has the ACS override patch",
    ],
    [
      declared.binding === "rebuild" && kernels.includes("without-initrd"),
      "has no initramfs image, so nothing would bind the functions",
    ],
  ];
  const said = reasons.flatMap(([present, pattern]) => (present ? [pattern] : []));
  return said.length === 0 ? /^(?!)/ : new RegExp(said.join("|"));
}
