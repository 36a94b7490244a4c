// Generated from the zod schemas of the provider by `npm run generate`. Change those, not this file.
import * as pulumi from "@pulumi/pulumi";

/**
 * A virtual machine of libvirt on q35, with devices of the host. An update never undefines it: the new
 * definition replaces the old one and a running guest keeps running. `pendingRestart` then says that it still
 * runs with the old definition, unless `restart: "graceful"` shuts it down and starts it. UUID, MAC
 * addresses, machine version, firmware variables and the slots of devices are kept. Additions by libvirt or
 * by other users stay until something declared changes; then the definition is written again without them.
 *
 *     const guest = new vfio.Domain("win11", {
 *       name: "win11",
 *       memory: "16 GiB",
 *       vcpus: 8,
 *       disks: [{ file: disk.path }],
 *       networks: [{ network: "default" }],
 *       hostdevs: kernel.addresses,
 *       sharedMemory: [{ name: "looking-glass", size: "64 MiB" }],
 *     });
 *
 * A domain of that name that this resource did not create is refused;
 * `pulumi import vfio:index:Domain win11 <name or UUID>` adopts it. The guest is started when every device is
 * bound to vfio-pci. Until then it is defined, and `waitingFor` says what is missing. With
 * `awaitsReboot: kernel.rebootRequired` it waits for a reboot by the user, and the waiting is no drift. If a
 * start fails, the domain stays defined and recorded, and the next `up` tries again. An inactive virtual
 * network that it needs is started. Deleting shuts the guest down, and switches it off after
 * `shutdownTimeout`. The variables of its firmware and TPM stay in /var/lib/libvirt unless `deleteNvram` is
 * true.
 */
export class Domain extends pulumi.CustomResource {
  /** The domain's name in libvirt. Changing it replaces the domain. */
  declare readonly name: pulumi.Output<string>;
  /** The domain's UUID. Default: libvirt chooses one, which is kept. Changing it replaces the domain. */
  declare readonly uuid: pulumi.Output<string | undefined>;
  /** A short description for users; libvirt shows it in lists. */
  declare readonly title: pulumi.Output<string | undefined>;
  /** Memory of the guest, with unit: `16 GiB`. */
  declare readonly memory: pulumi.Output<string>;
  /** Number of virtual processors, 1 to 288. */
  declare readonly vcpus: pulumi.Output<number>;
  /** The processor that the guest sees. Default: `host-passthrough` with kvm, `maximum` in emulation. */
  declare readonly cpu: pulumi.Output<"host-passthrough" | "host-model" | "maximum" | undefined>;
  /**
   * Physical address bits of the guest. Default: the IOMMU's if it has fewer than the processor, else
   * libvirt's default.
   */
  declare readonly addressBits: pulumi.Output<number | undefined>;
  /**
   * `kvm`, `qemu` (plain emulation, slow), or `auto` (default): kvm if it works when the domain is created;
   * kept afterwards.
   */
  declare readonly type: pulumi.Output<"auto" | "kvm" | "qemu">;
  /** The guest's firmware; libvirt chooses its files. Default `efi`. */
  declare readonly firmware: pulumi.Output<"efi" | "bios">;
  /** Whether the firmware accepts signed boot loaders only. Default false. */
  declare readonly secureBoot: pulumi.Output<boolean>;
  /** Absolute path of a kernel on the host to boot directly, without a boot loader. */
  declare readonly kernel: pulumi.Output<string | undefined>;
  /** Absolute path of the initramfs for `kernel`. */
  declare readonly initrd: pulumi.Output<string | undefined>;
  /** The command line for `kernel`. */
  declare readonly commandLine: pulumi.Output<string | undefined>;
  /** What the guest's clock shows at start: `localtime` for Windows. Default `utc`. */
  declare readonly clock: pulumi.Output<"utc" | "localtime">;
  /** Disks, in order. */
  declare readonly disks: pulumi.Output<readonly pulumi.Unwrap<DomainDisk>[]>;
  /** Network cards, in order. */
  declare readonly networks: pulumi.Output<readonly pulumi.Unwrap<DomainNetwork>[]>;
  /**
   * Devices of the host that the guest gets: addresses of their PCI functions, or objects that say more.
   * Functions of one card share one slot in the guest, too.
   */
  declare readonly hostdevs: pulumi.Output<readonly (string | pulumi.Unwrap<DomainHostdev>)[]>;
  /** Memory shared with the host, as Looking Glass needs it. */
  declare readonly sharedMemory: pulumi.Output<readonly pulumi.Unwrap<DomainSharedMemory>[]>;
  /** The serial console; `virsh console` always reaches it. */
  declare readonly serial: pulumi.Output<pulumi.Unwrap<DomainSerial>>;
  /** Remote graphics, on 127.0.0.1 only. Default `spice`. */
  declare readonly graphics: pulumi.Output<"spice" | "vnc" | "none">;
  /** The emulated graphics card. Default: `none` without graphics, else `vga`. */
  declare readonly video: pulumi.Output<"vga" | "virtio" | "qxl" | "bochs" | "none" | undefined>;
  /** An emulated sound card. Default `none`. */
  declare readonly sound: pulumi.Output<"ich9" | "none">;
  /** Whether the guest has an emulated TPM 2.0, which Windows 11 requires; needs swtpm. Default false. */
  declare readonly tpm: pulumi.Output<boolean>;
  /** More devices, each one XML element as libvirt documents it: `<watchdog model='i6300esb'/>`. */
  declare readonly extraDevices: pulumi.Output<readonly string[]>;
  /** More arguments for QEMU, for what libvirt cannot express. */
  declare readonly qemuArguments: pulumi.Output<readonly string[]>;
  /**
   * `on` (default): the guest runs; one that has stopped is drift and is started again. `off`: it does not
   * run. `once`: it is started after it was created, and may then power itself off. `unmanaged`: it is never
   * started or stopped.
   */
  declare readonly power: pulumi.Output<"on" | "off" | "once" | "unmanaged">;
  /**
   * Whether the host must be rebooted before this domain can start, as `rebootRequired` of HostKernel says.
   * While it is true and a device is not bound to vfio-pci, the domain is defined but not started, and being
   * off is no drift. Default false.
   */
  declare readonly awaitsReboot: pulumi.Output<boolean>;
  /** Whether the guest starts with the host. Default false. */
  declare readonly autostart: pulumi.Output<boolean>;
  /**
   * What happens when a change needs a restart of a running guest. `never` (default): only `pendingRestart`
   * says so. `graceful`: the guest is shut down and started.
   */
  declare readonly restart: pulumi.Output<"never" | "graceful">;
  /** Seconds that a guest has to shut down, 1 to 3600. Default 120. */
  declare readonly shutdownTimeout: pulumi.Output<number>;
  /**
   * Whether the host stays awake while this guest runs, by a lock of systemd-logind. A card that a guest has
   * does not survive a suspend of the host. Default false.
   */
  declare readonly keepHostAwake: pulumi.Output<boolean>;
  /** Whether deleting also deletes the variables of its firmware and its TPM. Default false. */
  declare readonly deleteNvram: pulumi.Output<boolean>;
  /** State in libvirt: `running`, `shut off`, `paused`, … */
  declare readonly status: pulumi.Output<string>;
  /** Whether the running guest still has an older definition. */
  declare readonly pendingRestart: pulumi.Output<boolean>;
  /** Whether this resource has ever started it. */
  declare readonly started: pulumi.Output<boolean>;
  /** What must change on the host before it can be started. */
  declare readonly waitingFor: pulumi.Output<readonly string[]>;
  /** The versioned machine type, which is kept: `pc-q35-7.2`. */
  declare readonly machine: pulumi.Output<string>;
  /** MAC addresses of its network cards, in order. */
  declare readonly macs: pulumi.Output<readonly string[]>;
  /** The domain's UUID in libvirt. */
  declare readonly domainUuid: pulumi.Output<string>;

  constructor(name: string, args: DomainArgs, opts?: pulumi.CustomResourceOptions) {
    super("vfio:index:Domain", name, { ...UNSET, ...args }, opts);
  }
}

/** A guest of libvirt on q35. */
export interface DomainArgs {
  /** The domain's name in libvirt. Changing it replaces the domain. */
  readonly name: pulumi.Input<string>;
  /** The domain's UUID. Default: libvirt chooses one, which is kept. Changing it replaces the domain. */
  readonly uuid?: pulumi.Input<string> | undefined;
  /** A short description for users; libvirt shows it in lists. */
  readonly title?: pulumi.Input<string> | undefined;
  /** Memory of the guest, with unit: `16 GiB`. */
  readonly memory: pulumi.Input<string>;
  /** Number of virtual processors, 1 to 288. */
  readonly vcpus: pulumi.Input<number>;
  /** The processor that the guest sees. Default: `host-passthrough` with kvm, `maximum` in emulation. */
  readonly cpu?: pulumi.Input<"host-passthrough" | "host-model" | "maximum"> | undefined;
  /**
   * Physical address bits of the guest. Default: the IOMMU's if it has fewer than the processor, else
   * libvirt's default.
   */
  readonly addressBits?: pulumi.Input<number> | undefined;
  /**
   * `kvm`, `qemu` (plain emulation, slow), or `auto` (default): kvm if it works when the domain is created;
   * kept afterwards.
   */
  readonly type?: pulumi.Input<"auto" | "kvm" | "qemu"> | undefined;
  /** The guest's firmware; libvirt chooses its files. Default `efi`. */
  readonly firmware?: pulumi.Input<"efi" | "bios"> | undefined;
  /** Whether the firmware accepts signed boot loaders only. Default false. */
  readonly secureBoot?: pulumi.Input<boolean> | undefined;
  /** Absolute path of a kernel on the host to boot directly, without a boot loader. */
  readonly kernel?: pulumi.Input<string> | undefined;
  /** Absolute path of the initramfs for `kernel`. */
  readonly initrd?: pulumi.Input<string> | undefined;
  /** The command line for `kernel`. */
  readonly commandLine?: pulumi.Input<string> | undefined;
  /** What the guest's clock shows at start: `localtime` for Windows. Default `utc`. */
  readonly clock?: pulumi.Input<"utc" | "localtime"> | undefined;
  /** Disks, in order. */
  readonly disks?: pulumi.Input<readonly pulumi.Input<DomainDisk>[]> | undefined;
  /** Network cards, in order. */
  readonly networks?: pulumi.Input<readonly pulumi.Input<DomainNetwork>[]> | undefined;
  /**
   * Devices of the host that the guest gets: addresses of their PCI functions, or objects that say more.
   * Functions of one card share one slot in the guest, too.
   */
  readonly hostdevs?: pulumi.Input<readonly pulumi.Input<string | DomainHostdev>[]> | undefined;
  /** Memory shared with the host, as Looking Glass needs it. */
  readonly sharedMemory?: pulumi.Input<readonly pulumi.Input<DomainSharedMemory>[]> | undefined;
  /** The serial console; `virsh console` always reaches it. */
  readonly serial?: pulumi.Input<DomainSerial> | undefined;
  /** Remote graphics, on 127.0.0.1 only. Default `spice`. */
  readonly graphics?: pulumi.Input<"spice" | "vnc" | "none"> | undefined;
  /** The emulated graphics card. Default: `none` without graphics, else `vga`. */
  readonly video?: pulumi.Input<"vga" | "virtio" | "qxl" | "bochs" | "none"> | undefined;
  /** An emulated sound card. Default `none`. */
  readonly sound?: pulumi.Input<"ich9" | "none"> | undefined;
  /** Whether the guest has an emulated TPM 2.0, which Windows 11 requires; needs swtpm. Default false. */
  readonly tpm?: pulumi.Input<boolean> | undefined;
  /** More devices, each one XML element as libvirt documents it: `<watchdog model='i6300esb'/>`. */
  readonly extraDevices?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  /** More arguments for QEMU, for what libvirt cannot express. */
  readonly qemuArguments?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  /**
   * `on` (default): the guest runs; one that has stopped is drift and is started again. `off`: it does not
   * run. `once`: it is started after it was created, and may then power itself off. `unmanaged`: it is never
   * started or stopped.
   */
  readonly power?: pulumi.Input<"on" | "off" | "once" | "unmanaged"> | undefined;
  /**
   * Whether the host must be rebooted before this domain can start, as `rebootRequired` of HostKernel says.
   * While it is true and a device is not bound to vfio-pci, the domain is defined but not started, and being
   * off is no drift. Default false.
   */
  readonly awaitsReboot?: pulumi.Input<boolean> | undefined;
  /** Whether the guest starts with the host. Default false. */
  readonly autostart?: pulumi.Input<boolean> | undefined;
  /**
   * What happens when a change needs a restart of a running guest. `never` (default): only `pendingRestart`
   * says so. `graceful`: the guest is shut down and started.
   */
  readonly restart?: pulumi.Input<"never" | "graceful"> | undefined;
  /** Seconds that a guest has to shut down, 1 to 3600. Default 120. */
  readonly shutdownTimeout?: pulumi.Input<number> | undefined;
  /**
   * Whether the host stays awake while this guest runs, by a lock of systemd-logind. A card that a guest has
   * does not survive a suspend of the host. Default false.
   */
  readonly keepHostAwake?: pulumi.Input<boolean> | undefined;
  /** Whether deleting also deletes the variables of its firmware and its TPM. Default false. */
  readonly deleteNvram?: pulumi.Input<boolean> | undefined;
}

/** A disk or medium of a guest. */
export interface DomainDisk {
  /** Absolute path of the image: the `path` of a Volume, or any other file on the host. */
  readonly file: pulumi.Input<string>;
  /** Format of the image. Default: `raw` for a cdrom, else `qcow2`. */
  readonly format?: pulumi.Input<"qcow2" | "raw"> | undefined;
  /** What the guest sees. Default `disk`. */
  readonly device?: pulumi.Input<"disk" | "cdrom"> | undefined;
  /** How it is connected. Default: `sata` for a cdrom, else `virtio`. */
  readonly bus?: pulumi.Input<"virtio" | "sata" | "scsi" | "usb"> | undefined;
  /** Name in the definition. Default: the next free name of the bus (`vda`, `sda`). */
  readonly target?: pulumi.Input<string> | undefined;
  /** Whether the guest cannot write to it. Default false; a cdrom is always read-only. */
  readonly readonly?: pulumi.Input<boolean> | undefined;
  /** Position in the boot order; 1 is tried first. Default: libvirt's order. */
  readonly bootOrder?: pulumi.Input<number> | undefined;
}

/** A network card of a guest: on a virtual network, or on a bridge of the host. */
export interface DomainNetwork {
  /** A virtual network of libvirt. It is started when the guest needs it. */
  readonly network?: pulumi.Input<string> | undefined;
  /** A bridge of the host, instead of a virtual network. */
  readonly bridge?: pulumi.Input<string> | undefined;
  /** The emulated network card. Default `virtio`. */
  readonly model?: pulumi.Input<"virtio" | "e1000e" | "rtl8139"> | undefined;
  /** MAC address in lower case. Default: libvirt chooses one, which is kept. */
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
  /** Size, a power of two: `32 MiB` for 1920×1080, `64 MiB` for 2560×1440, `128 MiB` for 3840×2160. */
  readonly size: pulumi.Input<string>;
}

/** The serial console of a guest. */
export interface DomainSerial {
  /**
   * Absolute path of a file on the host that gets everything the guest prints. It is emptied at every start.
   */
  readonly file?: pulumi.Input<string> | undefined;
}

/**
 * Every property, not set: Pulumi makes outputs only of properties that it is given at construction, and
 * those left to their default, or known later, are outputs too.
 */
const UNSET = {
  name: undefined,
  uuid: undefined,
  title: undefined,
  memory: undefined,
  vcpus: undefined,
  cpu: undefined,
  addressBits: undefined,
  type: undefined,
  firmware: undefined,
  secureBoot: undefined,
  kernel: undefined,
  initrd: undefined,
  commandLine: undefined,
  clock: undefined,
  disks: undefined,
  networks: undefined,
  hostdevs: undefined,
  sharedMemory: undefined,
  serial: undefined,
  graphics: undefined,
  video: undefined,
  sound: undefined,
  tpm: undefined,
  extraDevices: undefined,
  qemuArguments: undefined,
  power: undefined,
  awaitsReboot: undefined,
  autostart: undefined,
  restart: undefined,
  shutdownTimeout: undefined,
  keepHostAwake: undefined,
  deleteNvram: undefined,
  status: undefined,
  pendingRestart: undefined,
  started: undefined,
  waitingFor: undefined,
  machine: undefined,
  macs: undefined,
  domainUuid: undefined,
};
