import type { BootEntry, BootLoaderFacts } from "../../../model/facts/boot-loader-facts.ts";
import type { TrialFacts } from "../../../model/facts/trial-facts.ts";
import type { SupportProblem } from "../../../model/problem.ts";

/** What a boot loader offers to start an entry once. */
export interface TrialMeans {
  /** The means, in a word or two: a loader may have several (`grub`, `grub-efi`). */
  readonly name: string;
  /** The instructions that bring the entry and, last, the word that starts it once. */
  instructions(entry: BootEntry): readonly string[];
}

/** A way to try a boot, or why there is none. */
export type TrialChoice =
  | { readonly means: TrialMeans; readonly because: string }
  | { readonly means?: undefined; readonly problem: SupportProblem };

/** What decides how a boot is tried. */
export interface TrialChoiceFacts {
  readonly bootLoader: Pick<BootLoaderFacts, "loader" | "owner" | "grub" | "entriesFolder" | "defaultEntry">;
  readonly trial: TrialFacts;
}

const UNPROTECTED =
  "set allowUnprotectedReboot to reboot without a trial, with you at the console, or reboot: manual to reboot by hand";

/** That a boot cannot be tried. `next`: what helps; without, the ways to go on unprotected. */
export function noTrial(what: string, next = UNPROTECTED): TrialChoice {
  return { problem: { what: `a new boot configuration cannot be tried on this host: ${what}`, next } };
}
