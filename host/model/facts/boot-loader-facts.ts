import type { BootSource } from "./boot-sources-facts.ts";
import type { DeploymentFacts } from "./deployments-facts.ts";

/** The programs that start kernels and are known. */
export const loaderNames = ["grub", "systemd-boot"] as const;

/** The boot loader that started this system, and what it would start next time. */
export interface BootLoaderFacts {
  /** The program that started it. */
  readonly loader: (typeof loaderNames)[number] | "unknown";
  /** The evidence, in words for the user. */
  readonly evidence: readonly string[];
  /**
   * The program that owns the entries this system was started from: it regenerates them, so what is written
   * into one of them does not last.
   */
  readonly owner?: string | undefined;
  /** Every entry found, in the loader's order. */
  readonly entries: readonly BootEntry[];
  /** The default entry; absent when unknown. */
  readonly defaultEntry?: BootEntry | undefined;
  /** GRUB's own files and settings, where it is installed. */
  readonly grub?: GrubFacts | undefined;
  /**
   * The mounted folder whose loader/entries hold entries of the boot loader specification; their paths start
   * there.
   */
  readonly entriesFolder?: string | undefined;
  /**
   * The unified kernel image (kernel, initramfs and command line in one file) this system was started from,
   * as far as its name is known.
   */
  readonly bootedUnifiedImage?: string | undefined;
  /**
   * Unified kernel images that the loader finds on its own, as paths of the host; absent when there are none.
   * They are not among the entries.
   */
  readonly unifiedImages?: readonly string[] | undefined;
  /** Content of /etc/kernel/cmdline, which kernel-install reads. */
  readonly kernelCommandLineFile?: string | undefined;
  /** What rpm-ostree is going to start, where it owns the entries; absent when it does not say. */
  readonly deployment?: DeploymentFacts | undefined;
  /** Programs found that keep boot entries (`update-grub`, `grubby`, `kernel-install`, …). */
  readonly tools: readonly string[];
  /** What sdbootutil would have to do with, where it is installed. */
  readonly sdbootutil?: SdbootutilFacts | undefined;
  /** The files of others that all this was read from; absent = not looked at. */
  readonly sources?: readonly BootSource[] | undefined;
}

/** A way to boot. */
export interface BootEntry {
  /** What the loader calls it: GRUB's `--id`, or the file name of a loader entry. */
  readonly id?: string | undefined;
  readonly title: string;
  /** Path of the kernel image as the loader has it. */
  readonly kernel: string;
  /** What follows the kernel's path: the command line. */
  readonly commandLine: string;
  readonly initrds: readonly string[];
  /** The host's own files that kernel and image are copies of, where their names do not say it. */
  readonly copyOf?: { readonly kernel: string; readonly image: string } | undefined;
  /**
   * What made the entry: the script in /etc/grub.d (`10_linux`) where GRUB's configuration says so, the owner
   * of the entries, or `kernel-install` for a loader entry of this system (its machine-id, or without one the
   * version of an installed kernel, or the file name that such a kernel's package gives it).
   */
  readonly source?: string | undefined;
  /** The host's own image that it loads, where that is not the file of this name in /boot. */
  readonly hostImage?: HostImage | undefined;
  /**
   * Whether it was made for an installed kernel of this system by what makes such entries; absent for all
   * others.
   */
  readonly ofSystem?: boolean | undefined;
  /**
   * What an entry of a grub.cfg does before it loads the kernel (`insmod`, `search`, …), line by line, as
   * written; absent for others.
   */
  readonly preamble?: readonly string[] | undefined;
}

/** The image that an entry loads, as a file of the host. */
export interface HostImage {
  readonly path: string;
  /** Whether its kernel is never started with the image in /boot. Default false. */
  readonly isOnlyOne?: boolean | undefined;
}

/** GRUB as installed. */
export interface GrubFacts {
  /** Path of the generated configuration, such as /boot/grub/grub.cfg. */
  readonly configFile: string;
  /**
   * GRUB_* values that /etc/default/grub and /etc/default/grub.d/*.cfg leave behind, as grub-mkconfig sees
   * them.
   */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * Why the settings could not be read: what the shell said about them, with file and line where it names
   * them.
   */
  readonly settingsProblem?: string | undefined;
  /**
   * Drop-ins that give a variable a new value without the one it had: what earlier files put into it is lost.
   */
  readonly replacing?: readonly { readonly path: string; readonly variable: string }[] | undefined;
  /** Variables of grubenv (`saved_entry`, `next_entry`). */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the configuration takes its entries from BLS files. */
  readonly usesLoaderEntries: boolean;
}

/** What decides whether entries of sdbootutil can be managed. */
export interface SdbootutilFacts {
  /**
   * Why this system is taken for one that only transactional-update changes (MicroOS); absent = it is not.
   */
  readonly transactional?: string | undefined;
  /** Whether the root file system is read-only, as a snapshot from before is. */
  readonly hasReadOnlyRoot: boolean;
  /**
   * What says that a disk is unlocked by the TPM, which looks at arguments and images; empty = nothing does.
   */
  readonly sealed: readonly string[];
  /** Images that sdbootutil takes instead of letting dracut make them. */
  readonly givenImages: readonly string[];
}
