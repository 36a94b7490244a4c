import type { BootEntry, BootLoaderFacts } from "../facts/boot-loader-facts.ts";
import type { InstalledKernel } from "../facts/kernel-facts.ts";
import { DUE, type ManagedFacts } from "../facts/managed-facts.ts";
import { lastPart } from "../names.ts";
import { ordinaryEntries } from "./ordinary-entries.ts";

/** What boot entries say about images. */
export type EntryFacts = Pick<BootLoaderFacts, "entries">;

/**
 * Whether an entry starts a kernel: by the name of its file, or the folder named by its release that
 * kernel-install puts it into.
 */
export function starts(entry: BootEntry, { image, release }: InstalledKernel): boolean {
  const path = entry.copyOf?.kernel ?? entry.kernel;
  if (path.split("/").slice(0, -1).includes(release)) return true;
  // All kernels have the same name there.
  if (path.startsWith("/lib/modules/")) return false;
  return image !== undefined && lastPart(path) === lastPart(image);
}

/** The host's own image that an entry loads, as a path of the host; `undefined` when it loads none. */
export function imageOfEntry(entry: BootEntry): string | undefined {
  const known = entry.copyOf?.image ?? entry.hostImage?.path;
  if (known !== undefined) return known;
  const image = ownInitrd(entry);
  return image === undefined ? undefined : `/boot/${lastPart(image)}`;
}

/** The host's own image as the entry names it; `undefined` when it loads none. */
export function ownInitrd({ initrds }: Pick<BootEntry, "initrds">): string | undefined {
  return initrds.findLast((path) => /\/(?:initrd|initramfs)[^/]*$/.test(path));
}

/**
 * Every image that a kernel may be started with, by its lasting name: the one in /boot, where it counts, and
 * those that ordinary entries load.
 */
export function imagesOf(kernel: InstalledKernel, facts: EntryFacts): readonly string[] {
  const entries = ordinaryEntries(facts.entries);
  const loaded = entries
    .filter((entry) => starts(entry, kernel))
    .map(imageOfEntry)
    .map((path) => path && lastingName(path));
  const first = entries.some(({ hostImage }) => hostImage?.isOnlyOne === true) ? undefined : kernel.initrd;
  return [...new Set([first, ...loaded])].filter((path) => path !== undefined).sort();
}

/**
 * The path of an image without what changes whenever it is rebuilt: sdbootutil names images by their content
 * (`…/initrd-<sha1>`).
 */
export function lastingName(path: string): string {
  return path.replace(/\/initrd-[0-9a-f]{40}$/, "/initrd");
}

/**
 * What is known of images, by their lasting names: of those that have other names as well, the ones that
 * ordinary entries load now, or that are to be made.
 */
export function knownImages({
  bootLoader,
  managed: { images = {} },
}: {
  readonly bootLoader: EntryFacts;
  readonly managed: Pick<ManagedFacts, "images">;
}): NonNullable<ManagedFacts["images"]> {
  const loaded = ordinaryEntries(bootLoader.entries).map(imageOfEntry);
  const named = Object.entries(images).filter(
    ([path]) => lastingName(path) === path || loaded.includes(path),
  );
  const known = Object.fromEntries(named.map(([path, image]) => [lastingName(path), image]));
  const due = named.filter(([, { bind }]) => bind === DUE);
  return { ...known, ...Object.fromEntries(due) };
}
