import type { PciDevice } from "./facts.ts";

/** All functions of an IOMMU group, bridges too, in the order of their addresses. */
export function membersOf(group: number, devices: readonly PciDevice[]): readonly PciDevice[] {
  return devices.filter(({ iommuGroup }) => iommuGroup === group);
}

/** The groups that functions are in, without repetition. */
export function groupsOf(functions: readonly PciDevice[]): readonly number[] {
  return [...new Set(functions.map(({ iommuGroup }) => iommuGroup).filter((group) => group !== undefined))];
}

/**
 * The members of a group that keep it from being viable while `passed` are on vfio-pci: the kernel (vfio_dev_driver_allowed) accepts a
 * bridge, no driver, pci-stub, pcieport, and the vfio drivers.
 */
export function foreignMembers(
  group: number,
  passed: readonly PciDevice[],
  devices: readonly PciDevice[],
): readonly PciDevice[] {
  return membersOf(group, devices).filter((member) => !passed.includes(member) && !isHarmless(member));
}

function isHarmless({ isBridge, driver }: PciDevice): boolean {
  return isBridge || driver === undefined || ["pci-stub", "pcieport"].includes(driver) || /vfio/.test(driver);
}
