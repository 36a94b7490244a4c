import type { BootChange } from "../../model/boot/boot-change.ts";
import { loadsNoImage, ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import type { BootEntry } from "../../model/facts/boot-loader.ts";

/** What has to be read before the rest of a plan: as it is now, the host would not come back from a reboot. Empty when it would. */
export function describeDanger(
  changes: readonly BootChange[],
  { overlay }: Pick<WantedBoot, "overlay">,
): readonly string[] {
  return changes.flatMap((change) =>
    change.kind === "overlay" && change.endangersBoot === true
      ? [
          `DO NOT REBOOT THE HOST BEFORE THIS IS CARRIED OUT: the overlay initrd ${overlay?.path ?? ""}: ${change.because}`,
          "  it is built again by this run, and nothing is rebooted before that",
        ]
      : [],
  );
}

/**
 * The entries that would bind nothing although they get arguments and overlay: without an image of the host there is nothing that runs the bind
 * script, and the kernel mounts the root file system by itself. People build such kernels.
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
