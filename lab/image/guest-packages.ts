/** The Debian release inside the workstation. */
export const guestSuite = "bookworm";

/** What is installed in the workstation; their dependencies come along, recommendations do not. */
export const guestPackages: readonly string[] = [
  // a system that boots by UEFI and GRUB
  "linux-image-amd64",
  "grub-efi-amd64",
  "efibootmgr",
  "initramfs-tools",
  "zstd",
  "systemd-sysv",
  "libpam-systemd",
  "dbus",
  "udev",
  "kmod",
  "apparmor",
  // tools of an ordinary workstation
  "openssh-server",
  "sudo",
  "iproute2",
  "pciutils",
  "procps",
  "dosfstools",
  "e2fsprogs",
  "busybox-static",
  "cpio",
  "xml-core",
  // virtual machines
  "libvirt-daemon-system",
  "libvirt-clients",
  "libvirt-daemon-config-network",
  "dnsmasq-base",
  "qemu-system-x86",
  "qemu-utils",
  "ovmf",
];
