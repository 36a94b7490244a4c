import type * as pulumi from "@pulumi/pulumi";

/** A guest of libvirt on q35. */
export interface DomainArgs {
  /** The domain's name in libvirt. Changing it makes a new domain. */
  readonly name: pulumi.Input<string>;
  /** Default: libvirt chooses one, which is kept. Changing it makes a new domain. */
  readonly uuid?: pulumi.Input<string> | undefined;
  /** A line for people. */
  readonly title?: pulumi.Input<string> | undefined;
  /** With unit: `16 GiB`. */
  readonly memory: pulumi.Input<string>;
  /** Number of virtual processors. */
  readonly vcpus: pulumi.Input<number>;
  /** Default: `host-passthrough` with kvm, `maximum` in emulation. */
  readonly cpu?: pulumi.Input<"host-passthrough" | "host-model" | "maximum"> | undefined;
  /** Physical address bits of the guest. Default: limited where the host's IOMMU has fewer than its CPU, else not. */
  readonly addressBits?: pulumi.Input<number> | undefined;
  /** `kvm`, `qemu` (plain emulation, slow), or `auto` (default): kvm where it works; kept afterwards. */
  readonly type?: pulumi.Input<"auto" | "kvm" | "qemu"> | undefined;
  /** Default `efi`; libvirt chooses the files. */
  readonly firmware?: pulumi.Input<"efi" | "bios"> | undefined;
  /** Whether the firmware enforces signed boot loaders. Default false. */
  readonly secureBoot?: pulumi.Input<boolean> | undefined;
  /** Boot this kernel of the host directly. */
  readonly kernel?: pulumi.Input<string> | undefined;
  /** The initramfs for `kernel`. */
  readonly initrd?: pulumi.Input<string> | undefined;
  /** The command line for `kernel`. */
  readonly commandLine?: pulumi.Input<string> | undefined;
  /** What the guest's clock shows at start: `localtime` for Windows. */
  readonly clock?: pulumi.Input<"utc" | "localtime"> | undefined;
  /** Disks, in order. */
  readonly disks?: pulumi.Input<readonly pulumi.Input<DomainDisk>[]> | undefined;
  /** Network cards, in order. */
  readonly networks?: pulumi.Input<readonly pulumi.Input<DomainNetwork>[]> | undefined;
  /** PCI functions of the host that the guest gets. Functions of one card share one slot in the guest, too. */
  readonly hostdevs?: pulumi.Input<readonly pulumi.Input<string | DomainHostdev>[]> | undefined;
  /** Memory shared with the host, such as Looking Glass needs. */
  readonly sharedMemory?: pulumi.Input<readonly pulumi.Input<DomainSharedMemory>[]> | undefined;
  /** The serial console; `virsh console` always reaches it. */
  readonly serial?: pulumi.Input<DomainSerial> | undefined;
  /** Remote graphics, on 127.0.0.1 only. Default `spice`. */
  readonly graphics?: pulumi.Input<"spice" | "vnc" | "none"> | undefined;
  /** The emulated card. Default: `none` without graphics, else `vga`. */
  readonly video?: pulumi.Input<"vga" | "virtio" | "qxl" | "bochs" | "none"> | undefined;
  /** An emulated sound card. Default `none`. */
  readonly sound?: pulumi.Input<"ich9" | "none"> | undefined;
  /** An emulated TPM 2.0, as Windows 11 wants; needs swtpm. Default false. */
  readonly tpm?: pulumi.Input<boolean> | undefined;
  /** More devices, each one XML element as libvirt documents it: `<watchdog model='i6300esb'/>`. */
  readonly extraDevices?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  /** More arguments for QEMU, for what libvirt has no words. */
  readonly qemuArguments?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  /** `on` (default): it runs; one that has stopped is drift and is started again. `off`: it does not run. `once`: it is started after it was made, then the guest may power itself off. `unmanaged`: never started or stopped. */
  readonly power?: pulumi.Input<"on" | "off" | "once" | "unmanaged"> | undefined;
  /** Whether the host must be rebooted before this domain can start, such as `rebootRequired` of HostKernel says. While it is true and a function is not bound to vfio-pci, the domain is defined and not started, and that it is off is no difference. Default false. */
  readonly awaitsReboot?: pulumi.Input<boolean> | undefined;
  /** Whether it starts with the host. Default false. */
  readonly autostart?: pulumi.Input<boolean> | undefined;
  /** What happens when a change needs a restart of a running guest: nothing but `pendingRestart` (`never`, default), or a shutdown and start. */
  readonly restart?: pulumi.Input<"never" | "graceful"> | undefined;
  /** Seconds a guest gets to shut down. Default 120. */
  readonly shutdownTimeout?: pulumi.Input<number> | undefined;
  /** Whether the host does not sleep while this guest runs, by a lock of systemd-logind: a card that a guest has does not survive a suspend of the host. Default false. */
  readonly keepHostAwake?: pulumi.Input<boolean> | undefined;
  /** Whether deleting also deletes the variables of its firmware and TPM. Default false. */
  readonly deleteNvram?: pulumi.Input<boolean> | undefined;
}

/** A disk of a guest. */
export interface DomainDisk {
  /** Absolute path of the image: the `path` of a Volume, or any other file on the host. */
  readonly file: pulumi.Input<string>;
  /** Default: `raw` for a cdrom, else `qcow2`. */
  readonly format?: pulumi.Input<"qcow2" | "raw"> | undefined;
  /** Default `disk`. */
  readonly device?: pulumi.Input<"disk" | "cdrom"> | undefined;
  /** Default: `sata` for a cdrom, else `virtio`. */
  readonly bus?: pulumi.Input<"virtio" | "sata" | "scsi" | "usb"> | undefined;
  /** Name in the definition. Default: the next free of the bus (`vda`, `sda`). */
  readonly target?: pulumi.Input<string> | undefined;
  /** Default false; a cdrom always is. */
  readonly readonly?: pulumi.Input<boolean> | undefined;
  /** 1 is tried first. Default: libvirt tries the disks. */
  readonly bootOrder?: pulumi.Input<number> | undefined;
}

/** A network card of a guest: on a virtual network, or on a bridge of the host. */
export interface DomainNetwork {
  /** A virtual network of libvirt; it is started when the guest needs it. */
  readonly network?: pulumi.Input<string> | undefined;
  /** A bridge of the host, instead of a virtual network. */
  readonly bridge?: pulumi.Input<string> | undefined;
  /** Default `virtio`. */
  readonly model?: pulumi.Input<"virtio" | "e1000e" | "rtl8139"> | undefined;
  /** Lower case. Default: libvirt chooses one, which is kept. */
  readonly mac?: pulumi.Input<string> | undefined;
}

/** A PCI function of the host that a guest gets. */
export interface DomainHostdev {
  /** The function on the host: `0000:01:00.0`. */
  readonly address: pulumi.Input<string>;
  /** Absolute path of an image of its option ROM, for cards that need one. */
  readonly romFile?: pulumi.Input<string> | undefined;
  /** Whether the guest sees the card's ROM. Default: yes. */
  readonly romBar?: pulumi.Input<boolean> | undefined;
}

/** Memory that guest and host share, as Looking Glass does. */
export interface DomainSharedMemory {
  /** Name of the file in /dev/shm, such as `looking-glass`. */
  readonly name: pulumi.Input<string>;
  /** A power of two: `32 MiB` for 1920×1080, `64 MiB` for 2560×1440, `128 MiB` for 3840×2160. */
  readonly size: pulumi.Input<string>;
}

/** The serial console of a guest; `virsh console` always reaches it. */
export interface DomainSerial {
  /** File on the host that gets everything the guest prints; emptied at every start. */
  readonly file?: pulumi.Input<string> | undefined;
}
