import { loadsNoImage, ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import type { BootEntry } from "../../model/facts/boot-loader-facts.ts";

/**
 * The entries that would bind nothing although they get arguments and overlay. Without an image of the host
 * nothing runs the bind script: the kernel mounts the root file system on its own. Such kernels are built by
 * users.
 */
export function describeImageless(
  { overlay }: Pick<WantedBoot, "overlay">,
  entries: readonly BootEntry[],
): readonly string[] {
  if (overlay === undefined) return [];
  return ordinaryEntries(entries)
    .filter(loadsNoImage)
    .map(
      ({ title }) =>
        `entry "${title}" loads no initramfs of the host: it captures nothing, with or without the overlay`,
    );
}
