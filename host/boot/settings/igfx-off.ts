import { z } from "zod";
import type { PciDevice } from "../../model/facts/pci-facts.ts";
import { iommuTokens, isIntelGraphics } from "../../pci/iommu-verdict.ts";
import { contribution } from "../contribution/contribution.ts";
import { setting } from "../contribution/setting.ts";

/**
 * Adds the word `igfx_off` to the argument of Intel's IOMMU, which is `on` where an installed kernel needs it
 * (admin-guide/kernel-parameters.txt, intel_iommu).
 */
export const igfxOff = setting({
  properties: {
    igfxOff: z
      .boolean()
      .optional()
      .describe(
        "Whether to leave the graphics of an Intel processor out of the IOMMU " +
          "(`intel_iommu=…,igfx_off`). For hosts whose picture flickers, freezes or stays black once " +
          "the IOMMU is on; not for others. The graphics can then reach all memory and cannot be passed " +
          "through. Default false.",
      ),
  },
  contribute({ igfxOff = false }, { kernel, pci, functions }) {
    if (!igfxOff) return contribution();
    const on = iommuTokens(kernel, functions).intel_iommu;
    return contribution({
      ownArguments: { intel_iommu: on === undefined ? "igfx_off" : `${on},igfx_off` },
      problems: problemsOf(pci, functions),
    });
  },
  consequences: ({ igfxOff }) => ({ igfxOff }),
  found: ({ commandLine: { intel_iommu: argument } }) =>
    String(argument).split(",").includes("igfx_off") ? { igfxOff: true } : {},
});

function problemsOf(pci: readonly PciDevice[], functions: readonly PciDevice[]): readonly string[] {
  if (!pci.some(isIntelGraphics)) return ["igfxOff: the host has no Intel graphics in its processor"];
  return functions
    .filter(isIntelGraphics)
    .map(
      ({ address }) =>
        `igfxOff: ${address} is to be passed through, and that needs the IOMMU; leave one of them out`,
    );
}
