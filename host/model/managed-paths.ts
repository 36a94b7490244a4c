/**
 * Every file that a boot configuration can consist of, as a path of the host. The reader asks for exactly
 * these, so an undo knows them all. A file that is written and is not in this list would stay on the host for
 * good.
 */
export const paths = {
  grub: "/etc/default/grub.d/90-pulumi-vfio.cfg",
  modprobe: "/etc/modprobe.d/pulumi-vfio.conf",
  sysctl: "/etc/sysctl.d/90-pulumi-vfio.conf",
  udev: "/etc/udev/rules.d/90-pulumi-vfio.rules",
  afterInstall: "/etc/kernel/postinst.d/pulumi-vfio",
  afterRemove: "/etc/kernel/postrm.d/pulumi-vfio",
  installPlugin: "/etc/kernel/install.d/91-pulumi-vfio.install",
  bind: "/usr/local/lib/pulumi-vfio/bind",
  build: "/usr/local/lib/pulumi-vfio/build-overlay",
  arguments: "/usr/local/lib/pulumi-vfio/arguments",
  bootFolder: "/usr/local/lib/pulumi-vfio/boot-folder",
  editEntries: "/usr/local/lib/pulumi-vfio/edit-entries",
  initramfsToolsHook: "/etc/initramfs-tools/hooks/pulumi-vfio",
  initramfsToolsStart: "/etc/initramfs-tools/scripts/init-top/00-pulumi-vfio",
  dracutSettings: "/etc/dracut.conf.d/90-pulumi-vfio.conf",
  dracutModule: "/usr/lib/dracut/modules.d/90pulumi-vfio/module-setup.sh",
  dracutStart: "/usr/lib/dracut/modules.d/90pulumi-vfio/pulumi-vfio-bind.sh",
  mkinitcpioSettings: "/etc/mkinitcpio.conf.d/90-pulumi-vfio.conf",
  mkinitcpioInstall: "/etc/initcpio/install/pulumi-vfio",
  mkinitcpioStart: "/etc/initcpio/hooks/pulumi-vfio",
} as const;

/** The folder of the journal, of copies of our files, and of what else is noted about them. */
export const STATE_FOLDER = "/var/lib/pulumi-vfio";

/** Where the overlay initrd is in the folder that the boot loader starts kernels from. */
export const OVERLAY = "/vfio/early.cpio";
