import type { KernelArguments } from "../../model/command-line/arguments.ts";
import { renderBindValue } from "../../model/command-line/bind-token.ts";
import type { Observation } from "../../model/facts/observation.ts";
import { idsOf, type PciDevice } from "../../model/facts/pci-facts.ts";
import type { PciAddress } from "../../model/pci-address.ts";
import { iommuTokens } from "../../pci/iommu-verdict.ts";
import type { Binding } from "./binding-choice.ts";
import { idsArguments } from "./by-ids.ts";
import type { DeclaredBoot } from "./declared-boot.ts";

/**
 * Those by which vfio-pci itself takes the functions. `vfio_bind=` stays beside them: it says which functions
 * are meant.
 */
export function bindingArguments(
  { delivery, loadsEarly = false }: Binding,
  functions: readonly PciDevice[],
  pci: readonly PciDevice[],
): KernelArguments {
  return delivery === "ids" ? idsArguments(functions, pci, loadsEarly) : {};
}

/**
 * The arguments that HostKernel sets: the IOMMU's where an installed kernel needs them, and the functions.
 */
export function ownArguments(
  kernel: Observation["kernel"],
  functions: readonly PciDevice[],
  { allowBootDisplay, iommuPassthrough }: Pick<DeclaredBoot, "allowBootDisplay" | "iommuPassthrough">,
): Readonly<Record<string, string>> {
  const targets = functions.map((device) => ({
    address: device.address as PciAddress,
    ids: idsOf(device),
    display: allowBootDisplay && device.bootVga === true,
  }));
  return {
    ...iommuTokens(kernel, functions),
    ...(iommuPassthrough ? { iommu: "pt" } : {}),
    vfio_bind: renderBindValue(targets),
  };
}
