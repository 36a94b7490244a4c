import { lastPart } from "../../facts/names.ts";
import type { BootEntry, BootLoaderFacts } from "../entries/boot-loader.ts";
import { ordinaryEntries } from "../entries/entries.ts";
import type { InstalledKernel } from "../system/facts.ts";
import { OVERLAY } from "../transaction/managed.ts";

/** What boot entries say about images. */
export type EntryFacts = Pick<BootLoaderFacts, "loader" | "entries" | "entriesFolder">;

/** Whether an entry starts a kernel: by the name of its file, or the folder named by its release that kernel-install puts it into. */
export function starts(entry: BootEntry, { image, release }: InstalledKernel): boolean {
  const path = entry.copyOf?.kernel ?? entry.kernel;
  if (path.split("/").slice(0, -1).includes(release)) return true;
  return image !== undefined && lastPart(path) === lastPart(image);
}

/**
 * The host's own image that an entry loads, as a path of the host; `undefined` when it loads none. GRUB starts kernels from /boot itself.
 * Paths of loader entries begin at the partition that the entries are on, for GRUB at the root of a file system, where the folder may be in a subvolume.
 */
export function imageOfEntry(
  entry: BootEntry,
  { loader, entriesFolder }: Omit<EntryFacts, "entries">,
): string | undefined {
  if (entry.copyOf !== undefined) return entry.copyOf.image;
  const image = entry.initrds.findLast((path) => /\/(?:initrd|initramfs)[^/]*$/.test(path));
  if (image === undefined || image.endsWith(OVERLAY)) return undefined;
  if (entry.source !== "kernel-install") return `/boot/${lastPart(image)}`;
  const folder = entriesFolder ?? "/boot";
  const at = loader === "grub" && !ON_ESP.test(image) ? image.indexOf(`${folder}/`) : -1;
  return at === -1 ? folder + image : image.slice(at);
}

/** What is in /EFI is on the ESP: `/EFI/boot/…` there is no path below /boot. */
const ON_ESP = /^\/efi\//i;

/** Every image that a kernel may be started with: the one in /boot, and those that ordinary entries load. */
export function imagesOf(kernel: InstalledKernel, facts: EntryFacts): readonly string[] {
  const loaded = ordinaryEntries(facts.entries)
    .filter((entry) => starts(entry, kernel))
    .map((entry) => imageOfEntry(entry, facts));
  return [...new Set([kernel.initrd, ...loaded])].filter((path) => path !== undefined).sort();
}
