import type { PciDevice } from "../model/facts/pci-facts.ts";

/** All functions of an IOMMU group, bridges too, in the order of their addresses. */
export function membersOf(group: number, devices: readonly PciDevice[]): readonly PciDevice[] {
  return devices.filter(({ iommuGroup }) => iommuGroup === group);
}

/** The groups that functions are in, without repetition. */
export function groupsOf(functions: readonly PciDevice[]): readonly number[] {
  return [...new Set(functions.map(({ iommuGroup }) => iommuGroup).filter((group) => group !== undefined))];
}

/**
 * The members of a group that keep it from being viable while `passed` are on vfio-pci. The kernel accepts
 * PCI bridges, no driver, pci-stub, pcieport and the vfio drivers (until 5.18 vfio_dev_driver_allowed, later
 * `driver_managed_dma` of the driver). A host or ISA bridge is an ordinary function in this: with a driver,
 * such as lpc_ich, it is in the way.
 */
export function foreignMembers(
  group: number,
  passed: readonly PciDevice[],
  devices: readonly PciDevice[],
): readonly PciDevice[] {
  return membersOf(group, devices).filter((member) => !passed.includes(member) && !isHarmless(member));
}

function isHarmless({ class: code, driver }: PciDevice): boolean {
  const isPciBridge = ["0604", "0607", "0609"].includes(code.slice(0, 4));
  return (
    isPciBridge || driver === undefined || ["pci-stub", "pcieport"].includes(driver) || /vfio/.test(driver)
  );
}
