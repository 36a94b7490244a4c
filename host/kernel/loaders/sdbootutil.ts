import { byTool } from "./by-tool.ts";
import type { ManagedLoader } from "./loader.ts";

/**
 * openSUSE with boot loader specification entries (systemd-boot, or GRUB of the package grub2-bls). sdbootutil makes an entry for every kernel of
 * every snapshot, and images that it names by their hash, so an image that dracut makes anew is in no entry. Known, and refused.
 */
export const sdbootutil: ManagedLoader = {
  ...byTool(
    "sdbootutil",
    "/etc/kernel/cmdline gets the arguments, and sdbootutil makes the boot entries of it",
  ),
  manages: ({ owner }) => owner === "sdbootutil",
  problems: () => [
    {
      what:
        "sdbootutil makes the boot entries and the initramfs images of this system, one for every snapshot, and what it would make of our files " +
        "cannot be checked before the reboot",
      next:
        "bind the functions by hand: add the arguments to /etc/kernel/cmdline, `vfio-pci.ids=<vendor>:<device>` among them, and vfio-pci to " +
        '`force_drivers+=" vfio-pci "` in a file of /etc/dracut.conf.d; then `sdbootutil --no-reuse-initrd add-all-kernels` and ' +
        "`sdbootutil update-all-entries`",
    },
  ],
};
