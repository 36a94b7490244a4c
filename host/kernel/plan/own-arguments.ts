import type { Observation } from "../../observation.ts";
import type { PciAddress } from "../../pci/address.ts";
import type { PciDevice } from "../../pci/facts.ts";
import type { KernelArguments } from "../command-line/arguments.ts";
import { renderBindValue } from "../command-line/bind-token.ts";
import { intelIommuArgument } from "../settings/intel-graphics.ts";
import type { Binding } from "./binding.ts";
import { idsArguments } from "./by-ids.ts";
import { type DeclaredBoot, idsOf } from "./complete.ts";

/** Those by which vfio-pci itself takes the functions. `vfio_bind=` stays beside them: it says which functions are meant. */
export function bindingArguments(
  { delivery, loadsEarly = false }: Binding,
  functions: readonly PciDevice[],
  pci: readonly PciDevice[],
): KernelArguments {
  return delivery === "ids" ? idsArguments(functions, pci, loadsEarly) : {};
}

/** The arguments that HostKernel sets: the IOMMU's where an installed kernel needs them, and the functions. */
export function ownArguments(
  kernel: Observation["kernel"],
  functions: readonly PciDevice[],
  {
    allowBootDisplay,
    iommuPassthrough,
    igfxOff = false,
  }: Pick<DeclaredBoot, "allowBootDisplay" | "iommuPassthrough" | "igfxOff">,
): Readonly<Record<string, string>> {
  const targets = functions.map((device) => ({
    address: device.address as PciAddress,
    ids: idsOf(device),
    display: allowBootDisplay && device.bootVga === true,
  }));
  return {
    ...intelIommuArgument(kernel, functions, igfxOff),
    ...(iommuPassthrough ? { iommu: "pt" } : {}),
    vfio_bind: renderBindValue(targets),
  };
}
