import type { Observation } from "../../observation.ts";
import type { KernelArguments } from "../arguments.ts";
import type { BootLoaderFacts } from "../boot-loader.ts";
import type { ManagedFacts } from "../managed.ts";

/** What is asked of a host before its boot loader is managed. */
export type LoaderFacts = Pick<Observation, "bootLoader" | "initramfs" | "managed">;

/** Why something cannot be managed, and what to do about it. */
export interface SupportProblem {
  readonly what: string;
  readonly next: string;
}

/**
 * How one kind of boot loader is brought to pass our arguments and our overlay initrd to the kernels: what is written, and which remote
 * step makes boot entries of it. Entries are read and judged alike for all kinds.
 */
export interface ManagedLoader {
  readonly loader: BootLoaderFacts["loader"];
  /** Why this host's cannot be managed; empty when it can. */
  problems(facts: LoaderFacts): readonly SupportProblem[];
  /** The folder of the host in which the boot loader finds the overlay initrd (`/boot`). */
  bootFolder(facts: { readonly bootLoader: Pick<BootLoaderFacts, "entriesFolder"> }): string;
  /** The files by which the entries get the arguments and the overlay, now and for kernels installed later: path → text. */
  files(args: KernelArguments, bootFolder: string): Readonly<Record<string, string>>;
  /** Which of the files has the arguments: when it changes, the entries are made anew. */
  readonly argumentsFile: string;
  /** What is made of the files, and how, for people. */
  readonly menu: string;
  /** The instruction of the transaction that makes it. */
  readonly instruction: "menu" | "entries";
}

/** The programs that a transaction needs and the host does not have, as a problem. */
export function missingPrograms(
  { missingPrograms: general, missingForGrub }: ManagedFacts,
  withGrub: boolean,
): readonly SupportProblem[] {
  const missing = withGrub ? [...missingForGrub, ...general] : general;
  if (missing.length === 0) return [];
  const what = `programs are missing: ${missing.join(", ")}`;
  return [{ what, next: "install them with the host's package manager" }];
}
