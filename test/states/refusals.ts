import type { Scenario } from "./state.ts";

/** What a refusal must say of the ingredients that cannot be, one of them at least; nothing fits where there are none. */
export function refusalOf({ state, declared }: Scenario): RegExp {
  const { grub, dropIns, iommu } = state;
  const devices = declared.devices.join();
  const reasons: readonly (readonly [present: boolean, said: string])[] = [
    [grub.broken, String.raw`/etc/default/grub, line \d+: Syntax error: Unterminated quoted string`],
    [grub.lineEnds === "\r\n", "has Windows line ends"],
    [grub.half.some((token) => token.startsWith("vfio_bind=")), "vfio_bind=[^ ]+ is in the settings of GRUB"],
    [dropIns.includes("99-override.cfg"), String.raw`99-override\.cfg is read after`],
    [iommu === "off-in-firmware", "neither a DMAR nor an IVRS table"],
    [devices === "0000:01:00.0" && iommu === "on", "IOMMU group 2 holds functions that the host would keep"],
    [devices === "00:01.0", "is the boot display"],
    [devices === "0000:09:00.0", "There is no PCI function at 0000:09:00.0"],
  ];
  const said = reasons.flatMap(([present, pattern]) => (present ? [pattern] : []));
  return said.length === 0 ? /^(?!)/ : new RegExp(said.join("|"));
}
