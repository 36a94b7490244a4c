import type { Delivery } from "../../../model/boot/delivery.ts";
import type { KernelArguments } from "../../../model/command-line/arguments.ts";
import type { BootEntry, BootLoaderFacts, GrubFacts } from "../../../model/facts/boot-loader-facts.ts";
import type { SourceKind } from "../../../model/facts/boot-sources-facts.ts";
import type { InstalledKernel } from "../../../model/facts/kernel-facts.ts";
import type { ManagedFacts } from "../../../model/facts/managed-facts.ts";
import type { Observation } from "../../../model/facts/observation.ts";
import type { SupportProblem } from "../../../model/problem.ts";

import type { LoaderProgram } from "./loader-program.ts";
import type { LoaderReader } from "./loader-reader.ts";
import type { TrialChoice, TrialChoiceFacts } from "./trial-means.ts";

/** What is asked of a host before its boot loader is managed. */
export type LoaderFacts = Pick<Observation, "bootLoader" | "initramfs" | "managed">;

/** What decides whether there is room. */
export type RoomFacts = Pick<Observation, "managed" | "bootLoader" | "kernel">;

/** What decides how a boot loader is managed. */
export type LoaderKind = Pick<BootLoaderFacts, "loader" | "owner"> & {
  readonly grub?: Pick<GrubFacts, "usesLoaderEntries"> | undefined;
};

/**
 * How one kind of boot loader is brought to pass our arguments and our overlay initrd to the kernels: what is
 * written, and which remote step makes boot entries of it. Entries are read and judged alike for all kinds.
 */
export interface ManagedLoader {
  /** What it is as a program that starts kernels; absent where it only makes entries for one. */
  readonly program?: LoaderProgram;
  /** Its part of what is read of a host; absent where others read all there is. */
  readonly read?: LoaderReader;
  /** Whether this is the way for a host: what started it decides, and who owns its entries. */
  manages(bootLoader: LoaderKind): boolean;
  /** Why this host's cannot be managed; empty when it can. */
  problems(facts: LoaderFacts): readonly SupportProblem[];
  /** The folder of the host in which the boot loader finds the overlay initrd (`/boot`). */
  bootFolder(facts: { readonly bootLoader: Pick<BootLoaderFacts, "entriesFolder"> }): string;
  /** Whether it can load an overlay initrd before the host's own image. */
  readonly loadsOverlay: boolean;
  /** Why functions cannot be bound but by ids, in words for the user; absent where they can. */
  readonly onlyIds?: string | undefined;
  /**
   * The files by which the entries get the arguments and, where it is used, the overlay, now and for kernels
   * installed later: path → text.
   */
  files(args: KernelArguments, bootFolder: string, delivery: Delivery): Readonly<Record<string, string>>;
  /** How a boot can be tried before it is kept; absent where there are no means. */
  trial?(facts: TrialChoiceFacts): TrialChoice;
  /**
   * Why its entries have to be regenerated together with images, in words for the user; absent where they
   * need not.
   */
  readonly withImages?: string;
  /**
   * How a program makes images together with the entries, under names of its own, in words for the user;
   * absent where images are made on their own.
   */
  readonly makesImages?: string;
  /** Which of the files has the arguments: when it changes, the entries are regenerated. */
  readonly argumentsFile: string;
  /** What is made of the files, and how, in words for the user. */
  readonly menu: string;
  /**
   * What an undo does with them, and which entries capture nothing meanwhile, in words for the user. The
   * argument that binds is `vfio_bind=…` in it.
   */
  readonly undo: string;
  /** What files of others a change is planned from. */
  readonly plannedFrom: readonly SourceKind[];
  /** The instruction of the transaction that makes it. */
  readonly instruction: string;
  /** How an image is made for a kernel that has none, in words for the user. Default: by initramfs-tools. */
  makesMissingImage?(release: string): string;
  /** Why there is no room for what its program makes when it makes entries; asked when they are made. */
  room?(facts: RoomFacts): readonly SupportProblem[];
  /** The kernel of an entry, where it need not be one of those that are installed. */
  kernelOf?(entry: BootEntry): InstalledKernel | undefined;
  /**
   * Why the image of an entry would not bind by ids, where it is judged as a whole; `undefined` where images
   * are judged one by one.
   */
  imageProblems?(entry: BootEntry, facts: Pick<BootLoaderFacts, "deployment">): readonly string[] | undefined;
  /**
   * What else of its own the next boot lacks for these arguments, in words for the user; `undefined` when
   * nothing.
   */
  lacks?(facts: Pick<BootLoaderFacts, "deployment">, args: KernelArguments): string | undefined;
  /** Further instructions for it, for these arguments; for none of ours, in an undo. */
  instructions?(
    facts: Pick<BootLoaderFacts, "deployment"> & Pick<ManagedFacts, "journal">,
    args: KernelArguments,
  ): readonly string[];
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

/**
 * That a unified kernel image was started, as a problem: whichever loader started it, nothing can be added to
 * it.
 */
export function unifiedImageProblems({
  bootedUnifiedImage: image,
}: Pick<BootLoaderFacts, "bootedUnifiedImage">): readonly SupportProblem[] {
  if (image === undefined) return [];
  return [
    {
      what:
        `the system was started from the unified kernel image ${image}: ` +
        "its command line and its initramfs are inside and cannot be added to",
      next: "let kernel-install make entries of type 1 (layout=bls in /etc/kernel/install.conf), and boot one of them",
    },
  ];
}
