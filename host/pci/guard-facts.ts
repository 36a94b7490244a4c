import type { KernelFacts } from "../model/facts/kernel-facts.ts";
import type { Lifelines } from "../model/facts/lifelines-facts.ts";
import type { PciDevice } from "../model/facts/pci-facts.ts";
import type { PciProblem } from "../model/problem.ts";

/** Risks that the user accepts. All are off by default. */
export interface GuardOptions {
  /** Take the display that the firmware uses, or the only one: the host will have no screen of its own. */
  readonly allowBootDisplay?: boolean | undefined;
  /**
   * Go on although the SSH session's network function or the system's disks could not be followed to
   * hardware.
   */
  readonly allowUnknownLifelines?: boolean | undefined;
}

/** The facts that are looked at. */
export interface GuardFacts {
  readonly pci: readonly PciDevice[];
  readonly lifelines: Lifelines;
  readonly kernel: Pick<KernelFacts, "iommu">;
}

/** What was found; with any refusal nothing may be touched. */
export interface GuardReport {
  readonly refusals: readonly PciProblem[];
  /** What could not be checked yet or is worth knowing, as sentences. */
  readonly notes: readonly string[];
}
