import { iommuTokens, isIntelGraphics } from "../pci/iommu-verdict.ts";
import type { Topic } from "./check.ts";

/**
 * Whether switching Intel's IOMMU on may disturb the host's own picture: on some processors the graphics
 * flicker, freeze or stay black behind it. Most are fine, so this is a thing to know and nothing to do.
 */
export const integratedGraphics: Topic = ({ pci, kernel }, { functions, igfxOff = false }) => {
  const title = "The IOMMU does not disturb the host's Intel graphics";
  const common = { id: "integrated-graphics", title, weight: "soft" } as const;
  const shown = pci.find(
    (device) =>
      isIntelGraphics(device) &&
      !functions.includes(device) &&
      (device.bootVga === true || device.connectors.some(({ status }) => status === "connected")),
  );
  if (shown === undefined) {
    return [
      { ...common, answer: "yes", evidence: "the host shows nothing on Intel graphics of its processor" },
    ];
  }
  if (igfxOff)
    return [{ ...common, answer: "yes", evidence: `${shown.address} is left out of it (igfxOff)` }];
  if (kernel.iommu.groups > 0) {
    return [{ ...common, answer: "yes", evidence: `${shown.address} is behind the IOMMU already` }];
  }
  if (iommuTokens(kernel, functions).intel_iommu === undefined) {
    return [
      {
        ...common,
        answer: "unknown",
        evidence: `${shown.address} is the host's display, and the IOMMU is not on yet`,
      },
    ];
  }
  const evidence = `${shown.address} is the host's display, and intel_iommu=on is added`;
  const next =
    "should the host's picture flicker, freeze or stay black after the reboot, set igfxOff: true, which leaves it out of the IOMMU";
  return [{ ...common, answer: "unknown", evidence, next }];
};
