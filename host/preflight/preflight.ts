import { bootConfiguration, bootSpace } from "./boot-configuration.ts";
import type { Check, Overrides, PreflightFacts, PreflightWanted, Topic } from "./check.ts";
import { bootDisplay, connectors, displayInUse } from "./displays.ts";
import { duplicateIds } from "./duplicate-ids.ts";
import { framebuffer } from "./framebuffer.ts";
import { bridges, groups, wholeCard } from "./groups.ts";
import { onBus, power, reset, resizableBars } from "./health.ts";
import { integratedGraphics } from "./integrated-graphics.ts";
import { firmwareIommu, interruptRemapping, kernelIommu } from "./iommu.ts";
import { disks, knownLifelines, network, sharedGroups } from "./lifelines.ts";
import { guestMemory } from "./memory.ts";
import { networkName } from "./network-name.ts";
import { pendingPackages } from "./packages.ts";
import { secureBoot } from "./secure-boot.ts";
import { virtualisation } from "./virtualisation.ts";

/** The questions about the host, in the order in which they are answered. */
const hostTopics: readonly Topic[] = [
  virtualisation,
  firmwareIommu,
  kernelIommu,
  interruptRemapping,
  integratedGraphics,
  knownLifelines,
  networkName,
  bootConfiguration,
  bootSpace,
  secureBoot,
  pendingPackages,
  guestMemory,
];

/** Those about the functions: may they be taken, and are they in order. */
const functionTopics: readonly Topic[] = [
  bridges,
  bootDisplay,
  displayInUse,
  connectors,
  framebuffer,
  network,
  disks,
  sharedGroups,
  groups,
  wholeCard,
  duplicateIds,
  onBus,
  power,
  reset,
  resizableBars,
];

/**
 * Everything that is to be known before a host is changed, answered from its facts alone; without functions,
 * what there is to say of the host.
 */
export function preflight(facts: PreflightFacts, wanted: PreflightWanted): readonly Check[] {
  const topics = wanted.functions.length === 0 ? hostTopics : [...hostTopics, ...functionTopics];
  return topics.flatMap((topic) => topic(facts, wanted));
}

/** The answers that stop everything: hard ones that are not a yes and that no setting allows. */
export function failures(checks: readonly Check[], overrides: Overrides): readonly Check[] {
  return checks.filter(
    ({ weight, answer, override }) =>
      weight === "hard" && answer !== "yes" && (override === undefined || overrides[override] !== true),
  );
}

/** The soft answers that the user should act on, or know. */
export function remarks(checks: readonly Check[]): readonly Check[] {
  return checks.filter(
    ({ weight, answer, next }) => weight === "soft" && answer !== "yes" && next !== undefined,
  );
}
