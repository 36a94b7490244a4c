/** A text that libvirt, QEMU or the kernel prints, and what is behind it. */
export interface KnownText {
  readonly text: RegExp;
  readonly cause: string;
  readonly next: string;
}

/** Special ones before general ones. */
export const knownTexts: readonly KnownText[] = [
  {
    text: /DMA mapping failed|VFIO_MAP_DMA(?: failed)?: Invalid argument|vfio_dma_map.*Invalid argument/,
    cause: "the guest uses addresses that the IOMMU has no bits for (IOMMU address width < CPU's)",
    next: 'compare `cat /sys/class/iommu/*/intel-iommu/cap` with "address sizes" in /proc/cpuinfo, and declare `addressBits`',
  },
  {
    text: /VFIO_MAP_DMA.*Cannot allocate memory|cannot limit locked memory/i,
    cause: "the guest's memory cannot be locked for the devices",
    next: "give the guest less memory, or free some on the host",
  },
  {
    text: /group \d+ is not viable|group is not viable/i,
    cause: "another device of the same IOMMU group is bound to a driver of the host",
    next: "pass all functions of the group through (HostKernel lists them), or move the card to another slot",
  },
  {
    text: /Failed to set iommu for container: Operation not permitted|No interrupt remapping/i,
    cause: "the machine has no interrupt remapping",
    next: 'look for "interrupt remapping" or "x2APIC" in the firmware\'s settings; `allow_unsafe_interrupts` gives up isolation',
  },
  {
    text: /host doesn't support passthrough of host PCI devices|host doesn't support VFIO|VFIO (?:PCI )?device assignment is (?:currently )?not supported (?:on this system|by the host)/i,
    cause: "the IOMMU is off, or vfio-pci is not loaded",
    next: "declare a HostKernel for these functions and reboot the host; where one is declared, its output `iommu` says why it is off",
  },
  {
    text: /VFIO PCI device assignment is not supported by this version of QEMU/i,
    cause: "the host's QEMU was built without vfio",
    next: "install the distribution's QEMU for this processor (Debian: qemu-system-x86)",
  },
  {
    text: /Unable to change power state from D3cold|Unknown PCI header type '?(?:127|0x7f|7f)|header type 127/i,
    cause:
      "the function does not answer any more: it did not wake from D3cold, or was not reset when its last guest ended",
    next: "shut the host down and take its power away for a moment; against D3cold set vfioPci: { d3coldAllowed: false } of HostKernel",
  },
  {
    text: /BAR \d+: can't reserve/i,
    cause: "a console of the host's firmware lies in the memory of the card",
    next: "make another adapter the primary display in the firmware setup, or see the question `framebuffer` in docs/kernel.md",
  },
  {
    text: /must be manually detached|is not bound to VFIO|bound to stub driver|not attached to stub/i,
    cause: "the function is still bound to a driver of the host",
    next: "reboot the host, so that it boots with the function bound to vfio-pci",
  },
  {
    text: /is in use by driver|in use by domain|PCI device .* in use/i,
    cause: "another guest has the function",
    next: "shut that guest down first",
  },
  {
    text: /network '[^']*' is not active/i,
    cause: "the virtual network of the guest is not started",
    next: "start it with `virsh net-start`, and see why it did not start with the host",
  },
  {
    text: /no network with matching name|Network not found/i,
    cause: "there is no virtual network of that name",
    next: "look at `virsh net-list --all`; Debian has `default` in the package libvirt-daemon-config-network",
  },
  {
    text: /Cannot get interface MTU|No such device.*bridge|bridge.*No such device/i,
    cause: "there is no bridge of that name on the host",
    next: "look at `ip link show type bridge`",
  },
  {
    text: /dnsmasq.*(?:No such file|failed)|Cannot find 'dnsmasq'/i,
    cause: "virtual networks need dnsmasq",
    next: "install dnsmasq-base (Debian) or dnsmasq",
  },
  {
    text: /Unable to find any firmware to satisfy/i,
    cause: "there is no UEFI firmware for guests on the host with these features",
    next: "install ovmf (Debian) or edk2-ovmf, or choose another `secureBoot`",
  },
  {
    text: /Could not open '[^']*': Permission denied|Permission denied/i,
    cause: "QEMU's user, AppArmor or SELinux may not open a file",
    next: "put images into a storage pool; look at `journalctl -k | grep -i -e apparmor -e avc` and at the rights of all folders above",
  },
  {
    text: /No such file or directory/i,
    cause: "a file of the guest is missing",
    next: "look at the path in the message",
  },
  {
    text: /Failed to get "(?:write|shared "write)" lock|Is another process using the image/i,
    cause: "another guest or program has the disk image open",
    next: "shut that guest down, or give this one an image of its own",
  },
  {
    text: /Could not access KVM kernel module|failed to initialize kvm|KVM is not available|invalid argument: could not get preferred machine.*kvm/i,
    cause: "the host's processor virtualisation is off or taken",
    next: 'switch on VT-x or SVM in the firmware, or declare `type: "qemu"` for slow emulation',
  },
  {
    text: /Cannot allocate memory|cannot set up guest memory/i,
    cause: "the host has too little free memory for the guest",
    next: "lower `memory`, or shut other guests down",
  },
  {
    text: /swtpm|TPM.*not supported|tpm.*emulator/i,
    cause: "the emulated TPM needs swtpm",
    next: "install swtpm and swtpm-tools",
  },
];
