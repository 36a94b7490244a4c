import type { BootEntry, BootLoaderFacts } from "../../../model/facts/boot-loader-facts.ts";
import type { ManagedFacts } from "../../../model/facts/managed-facts.ts";
import type { TrialFacts } from "../../../model/facts/trial-facts.ts";
import type { SupportProblem } from "../../../model/problem.ts";

/** A program that starts kernels, whoever makes its entries. */
export interface LoaderProgram {
  /** As in `BootLoaderFacts.loader`. */
  readonly name: string;
  /** In words for the user. */
  readonly title: string;
  /** What it writes before the arguments of an entry. */
  added(entry: BootEntry): string;
  /** Why it would not load the overlay initrd that an entry names; `undefined` when it would. */
  overlayProblem?(entry: BootEntry): string | undefined;
  /**
   * How far its menu lags behind the settings of others that it is made of; `undefined` when it does not, or
   * when that is unknown.
   */
  lag?(
    bootLoader: Pick<BootLoaderFacts, "entries" | "grub">,
    managed: Pick<ManagedFacts, "files" | "journal">,
  ): MenuLag | undefined;
  /** Why it waits for a key press or a passphrase at every boot. */
  waits?(facts: WaitingFacts): readonly SupportProblem[];
}

/**
 * What a boot menu of GRUB that is regenerated gets and loses beyond our arguments: its settings were changed
 * since.
 */
export interface MenuLag {
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

/** What decides whether a host can start unattended. */
export interface WaitingFacts {
  readonly bootLoader: Pick<BootLoaderFacts, "grub">;
  readonly trial: Pick<TrialFacts, "encryptedMenu">;
}

/**
 * A program that is not known; it is taken to say which images it loads, as the kernel's own EFI stub is
 * told.
 */
export const unknownProgram: LoaderProgram = {
  name: "unknown",
  title: "the boot loader",
  added: namedImages,
};

/** The images of an entry as words of the command line. */
export function namedImages({ initrds }: Pick<BootEntry, "initrds">): string {
  return initrds.map((path) => `initrd=${path} `).join("");
}
