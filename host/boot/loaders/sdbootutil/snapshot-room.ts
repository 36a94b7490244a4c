import { lastingName } from "../../../model/boot/image-paths.ts";
import type { SupportProblem } from "../../../model/problem.ts";
import type { RoomFacts } from "../contract/loader.ts";

/** What a kernel takes at most; sdbootutil asks for room for it, also when it is there already. */
const KERNEL_KILOBYTES = 32_768;

/**
 * Whether sdbootutil would remove boot entries of other snapshots, because the partition has no room for new
 * images beside all old ones. They are the way back, so it is not let come to that. `folder`: where the
 * partition is mounted.
 */
export function snapshotRoom({ managed, kernel }: RoomFacts, folder: string): readonly SupportProblem[] {
  const free = managed.freeKilobytes[folder];
  const needed = kernel.installed.reduce(
    (sum, { release }) => sum + KERNEL_KILOBYTES + imageKilobytes(managed.imageBytes, folder, release),
    0,
  );
  if (free === undefined || free > needed) return [];
  const what =
    `only ${free} kB are free on ${folder}, up to ${needed} kB are needed for new images; with less, ` +
    "sdbootutil would remove boot entries of other snapshots";
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
