import { lastingName } from "../../model/boot/image-paths.ts";
import type { SupportProblem } from "../../model/problem.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import { type BootChange, partOf } from "../parts/parts.ts";
import type { SupportFacts } from "./support-facts.ts";

/** What a kernel takes at most; sdbootutil asks for room for it, also when it is there already. */
const KERNEL_KILOBYTES = 32_768;

/**
 * Whether a program that makes images and entries in one would remove boot entries of other snapshots, because the partition has no room for new
 * images beside all old ones. They are the way back, so it is not let come to that.
 */
export function snapshotRoom(
  { managed, bootLoader, kernel }: SupportFacts,
  changes: readonly BootChange[],
): readonly SupportProblem[] {
  const loader = managedLoader(bootLoader);
  const makesEntries = changes.some((change) => partOf(change).writesEntries);
  if (loader.makesImages === undefined || !makesEntries) return [];
  const folder = loader.bootFolder({ bootLoader });
  const free = managed.freeKilobytes[folder];
  const needed = kernel.installed.reduce(
    (sum, { release }) => sum + KERNEL_KILOBYTES + imageKilobytes(managed.imageBytes, folder, release),
    0,
  );
  if (free === undefined || free > needed) return [];
  const what =
    `only ${free} kB are free on ${folder}, up to ${needed} kB are needed for new images; with less, ` +
    `${bootLoader.owner} would remove boot entries of other snapshots`;
  return [{ what, next: "remove snapshots that are not used (`snapper list`, `snapper delete`)" }];
}

/** A new image may be a fifth larger than the largest one that there is of its kernel. */
function imageKilobytes(
  bytes: Readonly<Record<string, number>> = {},
  folder: string,
  release: string,
): number {
  const ofKernel = Object.entries(bytes)
    .filter(([path]) => path.startsWith(`${folder}/`) && lastingName(path).endsWith(`/${release}/initrd`))
    .map(([, size]) => size);
  return Math.ceil((Math.max(0, ...ofKernel) * 12) / 10_240);
}
