import type { Check, Overrides, PreflightFacts, PreflightWanted, Topic } from "./check.ts";
import { bootDisplay, connectors, displayInUse } from "./displays.ts";
import { duplicateIds } from "./duplicate-ids.ts";
import { framebuffer } from "./framebuffer.ts";
import { bridges, groups, wholeCard } from "./groups.ts";
import { onBus, power, reset, resizableBars } from "./health.ts";
import { firmwareIommu, interruptRemapping, kernelIommu } from "./iommu.ts";
import { disks, knownLifelines, network, sharedGroups } from "./lifelines.ts";
import { guestMemory } from "./memory.ts";
import { pendingPackages } from "./packages.ts";
import { secureBoot } from "./secure-boot.ts";
import { virtualisation } from "./virtualisation.ts";

/** The questions, in the order in which they are answered: the machine, the functions, what the host lives on, how it boots. */
const topics: readonly Topic[] = [
  virtualisation,
  firmwareIommu,
  kernelIommu,
  interruptRemapping,
  bridges,
  bootDisplay,
  displayInUse,
  connectors,
  framebuffer,
  network,
  disks,
  sharedGroups,
  knownLifelines,
  groups,
  wholeCard,
  duplicateIds,
  onBus,
  power,
  reset,
  resizableBars,
  secureBoot,
  pendingPackages,
  guestMemory,
];

/** Everything that is to be known before a host is changed, answered from its facts alone. */
export function preflight(facts: PreflightFacts, wanted: PreflightWanted): readonly Check[] {
  return topics.flatMap((topic) => topic(facts, wanted));
}

/** The answers that stop everything: hard ones that are not a yes, and that nobody has taken upon themselves. */
export function failures(checks: readonly Check[], overrides: Overrides): readonly Check[] {
  return checks.filter(
    ({ weight, answer, override }) =>
      weight === "hard" && answer !== "yes" && (override === undefined || overrides[override] !== true),
  );
}

/** The soft answers that a person should act on, or know. */
export function remarks(checks: readonly Check[]): readonly Check[] {
  return checks.filter(
    ({ weight, answer, next }) => weight === "soft" && answer !== "yes" && next !== undefined,
  );
}
