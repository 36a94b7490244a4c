import { hasToken, parseCommandLine } from "../command-line/command-line.ts";
import type { BootEntry } from "../facts/boot-loader-facts.ts";
import { OVERLAY } from "../managed-paths.ts";

/**
 * The entries that get our tokens: those of this system, as the reader of the boot loader says. Entries of
 * other systems and of the user are not ours to judge; recovery entries, and those with a fallback image
 * (Arch), are left out on purpose. In a menu that does not say who made what, all count.
 */
export function ordinaryEntries(entries: readonly BootEntry[]): readonly BootEntry[] {
  const own = entries.filter(({ ofSystem }) => ofSystem === true);
  return (own.length > 0 ? own : entries).filter(({ commandLine, initrds }) => {
    const line = parseCommandLine(commandLine);
    const isFallback = initrds.some((path) => path.endsWith("-fallback.img"));
    return !isFallback && !hasToken(line, "single") && !hasToken(line, "recovery");
  });
}

/**
 * Whether the overlay is loaded before the host's own image, which is the last one; other early images, such
 * as microcode, may stand before or after it. A kernel that needs no image has only early ones.
 */
export function loadsOverlay({ initrds }: Pick<BootEntry, "initrds">): boolean {
  const early = initrds.some((path) => /\/(?:initrd|initramfs)[^/]*$/.test(path))
    ? initrds.slice(0, -1)
    : initrds;
  return early.some((path) => path.endsWith(OVERLAY));
}

/** Whether all that an entry loads are early images: ours, or the processor's microcode. */
export function loadsNoImage({ initrds }: Pick<BootEntry, "initrds">): boolean {
  return initrds.every((path) => path.endsWith(OVERLAY) || /(?:ucode|-uc|microcode)[^/]*$/.test(path));
}
