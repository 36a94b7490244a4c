import type { KernelFacts } from "../../model/facts/kernel.ts";
import type { PciDevice } from "../../model/facts/pci.ts";
import { iommuTokens, isIntelGraphics } from "../../pci/iommu.ts";

/**
 * The argument of Intel's IOMMU: `on` where an installed kernel needs it, `igfx_off` where the graphics of the processor are to be left out of it
 * (admin-guide/kernel-parameters.txt, intel_iommu).
 */
export function intelIommuArgument(
  kernel: KernelFacts,
  functions: readonly PciDevice[],
  igfxOff: boolean,
): Readonly<Record<string, string>> {
  const needed = iommuTokens(kernel, functions);
  if (!igfxOff) return needed;
  const on = needed.intel_iommu;
  return { intel_iommu: on === undefined ? "igfx_off" : `${on},igfx_off` };
}

/** Why the graphics cannot be left out of the IOMMU here. */
export function igfxProblems(
  pci: readonly PciDevice[],
  functions: readonly PciDevice[],
  igfxOff: boolean,
): readonly string[] {
  if (!igfxOff) return [];
  if (!pci.some(isIntelGraphics)) return ["igfxOff: the host has no Intel graphics in its processor"];
  return functions
    .filter(isIntelGraphics)
    .map(
      ({ address }) =>
        `igfxOff: ${address} is to be passed through, and that needs the IOMMU; leave one of them out`,
    );
}
