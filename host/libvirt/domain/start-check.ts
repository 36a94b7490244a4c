import type { PciDevice } from "../../model/facts/pci-facts.ts";
import type { PciAddress } from "../../model/pci-address.ts";

/** Why functions cannot be given to a guest now, one line each; empty when all are bound to vfio-pci. */
export function unboundReasons(
  addresses: readonly PciAddress[],
  pci: readonly PciDevice[],
): readonly string[] {
  return addresses.flatMap((address) => {
    const device = pci.find((candidate) => candidate.address === address);
    if (device === undefined) return [`there is no PCI function ${address}`];
    if (device.driver === "vfio-pci") return [];
    const bound = device.driver === undefined ? "to no driver" : `to ${device.driver}`;
    return [
      `${address} is bound ${bound}, not to vfio-pci: the host must boot with it bound first (HostKernel)`,
    ];
  });
}
