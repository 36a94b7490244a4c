import type { PciDevice } from "../model/facts/pci-facts.ts";
import type { PciProblem } from "../model/problem.ts";

/** The functions selected, displays first, then by address; and why others could not be. */
export interface Selection {
  readonly functions: readonly PciDevice[];
  readonly problems: readonly PciProblem[];
}

/** Nothing selected, for a reason. */
export function refused(problem: PciProblem): Selection {
  return { functions: [], problems: [problem] };
}
