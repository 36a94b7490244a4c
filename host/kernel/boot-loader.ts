import type { FactReader } from "../facts/reader.ts";
import { parseBootLoader } from "./parse-boot-loader.ts";

/** The boot loader that started this system, and what it would start next time. */
export interface BootLoaderFacts {
  readonly loader: "grub" | "systemd-boot" | "unknown";
  /** Why it is taken for that, for people. */
  readonly evidence: readonly string[];
  /** Every entry found, in the loader's order. */
  readonly entries: readonly BootEntry[];
  /** The entry that is started when nobody chooses; absent when that could not be told. */
  readonly defaultEntry?: BootEntry | undefined;
  /** GRUB's own files and settings, where it is installed. */
  readonly grub?: GrubFacts | undefined;
  /** Content of /etc/kernel/cmdline, which kernel-install reads. */
  readonly kernelCommandLineFile?: string | undefined;
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
}

/** GRUB as installed. */
export interface GrubFacts {
  /** Path of the generated configuration, such as /boot/grub/grub.cfg. */
  readonly configFile: string;
  /** GRUB_* values that /etc/default/grub and /etc/default/grub.d/*.cfg leave behind, as grub-mkconfig sees them. */
  readonly settings: Readonly<Record<string, string>>;
  /** Why the settings could not be read. */
  readonly settingsProblem?: string | undefined;
  /** Variables of grubenv (`saved_entry`, `next_entry`). */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the configuration takes its entries from BLS files. */
  readonly usesLoaderEntries: boolean;
}

const SCRIPT = "exit 0";

/** Which boot loader this host uses and what it is configured to start. */
export const bootLoaderReader: FactReader<BootLoaderFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => parseBootLoader(stdout),
};
