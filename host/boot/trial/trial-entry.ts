import { ownInitrd } from "../../model/boot/image-paths.ts";
import {
  type KernelToken,
  merge,
  parseCommandLine,
  parseToken,
  remove,
  renderCommandLine,
} from "../../model/command-line/command-line.ts";
import type { BootEntry } from "../../model/facts/boot-loader-facts.ts";
import { OVERLAY } from "../../model/managed-paths.ts";

/**
 * The argument that says that a boot is a trial, and which. Without a dot: that would be taken for an option
 * of a module.
 */
export const TRIAL = "pulumi_vfio_trial";

/** Seconds after which a kernel that has panicked reboots the host (kernel parameter `panic`). */
const PANIC_SECONDS = 30;

/**
 * Where a trial's overlay initrd is, and its image, in the folder that the boot loader starts kernels from.
 */
export const TRIAL_OVERLAY = "/vfio/trial.cpio";
export const TRIAL_IMAGE = "/vfio/trial.img";

/** What a trial changes about the default entry. */
export interface TrialChange {
  /** Letters and digits. */
  readonly id: string;
  /** Arguments to be left out, as written. */
  readonly without: readonly string[];
  readonly tokens: readonly KernelToken[];
  /** Whether it loads an overlay initrd, the trial's own. */
  readonly overlay: boolean;
  /** Whether it loads an image of its own in place of the host's. Default false. */
  readonly image?: boolean | undefined;
}

/**
 * The entry that is tried: kernel of the default entry, and its image or one in place of that, with the
 * arguments that the new default will have, and those that end it when it fails. dracut's, which otherwise
 * waits for the user in a shell, has its own (dracut.cmdline(7)); others ignore them.
 */
export function trialEntry(base: BootEntry, change: TrialChange): BootEntry {
  const bare = remove(parseCommandLine(base.commandLine), change.without.map(parseToken));
  const ending = [`${TRIAL}=${change.id}`, `panic=${PANIC_SECONDS}`, "rd.shell=0", "rd.emergency=reboot"].map(
    parseToken,
  );
  const line = merge(merge(bare, change.tokens), ending);
  const own = change.image === true ? ownInitrd(base) : undefined;
  const initrds = base.initrds
    .filter((path) => !path.endsWith(OVERLAY))
    .map((path) => (path === own ? beside(base, TRIAL_IMAGE) : path));
  return {
    ...base,
    id: `pulumi-vfio-trial-${change.id}`,
    title: `pulumi-vfio trial ${change.id}`,
    commandLine: renderCommandLine(line),
    initrds: change.overlay ? [beside(base, TRIAL_OVERLAY), ...initrds] : initrds,
  };
}

/** The id of the trial that a running kernel was started for; `undefined` when it was not. */
export function trialOf(commandLine: string): string | undefined {
  return parseCommandLine(commandLine).tokens.find(({ key }) => key === TRIAL)?.value;
}

/**
 * A file of the trial's as the entry's own loader names files: where the overlay that is kept is named, else
 * in the folder that the loader starts kernels from. Loader entries name files from the root of their
 * partition or, for GRUB, of the file system that has /boot, whatever folders are below; in a grub.cfg
 * kernels are in the folder itself or, as kernel-install has it, in one of the machine's and one of the
 * version's below it.
 */
function beside({ initrds, kernel, preamble }: BootEntry, file: string): string {
  const kept = initrds.find((path) => path.endsWith(OVERLAY));
  if (kept !== undefined) return kept.slice(0, -OVERLAY.length) + file;
  const folder = kernel.slice(0, kernel.lastIndexOf("/"));
  if (preamble !== undefined) return folder.replace(/\/[0-9a-f]{32}\/[^/]+$/, "") + file;
  const [below = ""] = /^(?!\/efi\/).*?\/boot(?=\/|$)/i.exec(folder) ?? [];
  return below + file;
}
