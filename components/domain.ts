import * as pulumi from "@pulumi/pulumi";
import { allProperties } from "./all-properties.ts";
import type {
  DomainDisk,
  DomainHostdev,
  DomainNetwork,
  DomainSerial,
  DomainSharedMemory,
} from "./domain-args.ts";

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
  /** Whether it starts with the host. Default false. */
  readonly autostart?: pulumi.Input<boolean> | undefined;
  /** What happens when a change needs a restart of a running guest: nothing but `pendingRestart` (`never`, default), or a shutdown and start. */
  readonly restart?: pulumi.Input<"never" | "graceful"> | undefined;
  /** Seconds a guest gets to shut down. Default 120. */
  readonly shutdownTimeout?: pulumi.Input<number> | undefined;
  /** Whether deleting also deletes the variables of its firmware and TPM. Default false. */
  readonly deleteNvram?: pulumi.Input<boolean> | undefined;
}

/**
 * A virtual machine with PCI functions of the host. It is never undefined to be updated: the new definition goes over the old one, a running
 * guest goes on running, and `pendingRestart` says that it still has the old one (or `restart: "graceful"` shuts it down and starts it).
 * UUID, MAC addresses, machine version, firmware variables and the places of devices are kept. What libvirt or other
 * people add is left alone until something declared changes; then the definition is written anew without it.
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
 * A domain of that name that this resource did not make is refused; `pulumi import vfio:index:Domain win11 <name or UUID>` takes it over.
 * It is started when every function is held by vfio-pci; until then it is defined, and `waitingFor` says what is missing.
 * When a start fails, the domain stays defined and recorded, and the next `up` tries again. An inactive virtual network that it needs
 * is started. Deleting shuts the guest down (and switches it off after `shutdownTimeout`); the variables of its firmware and TPM are kept in
 * /var/lib/libvirt unless `deleteNvram` is true.
 */
export class Domain extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly uuid: pulumi.Output<string | undefined>;
  declare readonly title: pulumi.Output<string | undefined>;
  declare readonly memory: pulumi.Output<string>;
  declare readonly vcpus: pulumi.Output<number>;
  declare readonly cpu: pulumi.Output<"host-passthrough" | "host-model" | "maximum" | undefined>;
  declare readonly addressBits: pulumi.Output<number | undefined>;
  declare readonly type: pulumi.Output<"auto" | "kvm" | "qemu">;
  declare readonly firmware: pulumi.Output<"efi" | "bios">;
  declare readonly secureBoot: pulumi.Output<boolean>;
  declare readonly kernel: pulumi.Output<string | undefined>;
  declare readonly initrd: pulumi.Output<string | undefined>;
  declare readonly commandLine: pulumi.Output<string | undefined>;
  declare readonly clock: pulumi.Output<"utc" | "localtime">;
  declare readonly disks: pulumi.Output<readonly pulumi.Unwrap<DomainDisk>[]>;
  declare readonly networks: pulumi.Output<readonly pulumi.Unwrap<DomainNetwork>[]>;
  declare readonly hostdevs: pulumi.Output<readonly (string | pulumi.Unwrap<DomainHostdev>)[]>;
  declare readonly sharedMemory: pulumi.Output<readonly pulumi.Unwrap<DomainSharedMemory>[]>;
  declare readonly serial: pulumi.Output<pulumi.Unwrap<DomainSerial>>;
  declare readonly graphics: pulumi.Output<"spice" | "vnc" | "none">;
  declare readonly video: pulumi.Output<"vga" | "virtio" | "qxl" | "bochs" | "none" | undefined>;
  declare readonly sound: pulumi.Output<"ich9" | "none">;
  declare readonly tpm: pulumi.Output<boolean>;
  declare readonly extraDevices: pulumi.Output<readonly string[]>;
  declare readonly qemuArguments: pulumi.Output<readonly string[]>;
  declare readonly power: pulumi.Output<"on" | "off" | "once" | "unmanaged">;
  declare readonly autostart: pulumi.Output<boolean>;
  declare readonly restart: pulumi.Output<"never" | "graceful">;
  declare readonly shutdownTimeout: pulumi.Output<number>;
  declare readonly deleteNvram: pulumi.Output<boolean>;
  /** `running`, `shut off`, `paused`, … */
  declare readonly status: pulumi.Output<string>;
  /** Whether the running guest still has an older definition. */
  declare readonly pendingRestart: pulumi.Output<boolean>;
  /** Whether it was ever started by this resource. */
  declare readonly started: pulumi.Output<boolean>;
  /** What must change on the host before it can be started. */
  declare readonly waitingFor: pulumi.Output<readonly string[]>;
  /** The versioned machine, which is kept: `pc-q35-7.2`. */
  declare readonly machine: pulumi.Output<string>;
  /** MAC addresses of its network cards, in order. */
  declare readonly macs: pulumi.Output<readonly string[]>;
  /** The domain's UUID. */
  declare readonly domainUuid: pulumi.Output<string>;

  constructor(name: string, args: DomainArgs, opts?: pulumi.CustomResourceOptions) {
    super("vfio:index:Domain", name, allProperties(args, PROPERTIES), opts);
  }
}

const PROPERTIES = [
  "name",
  "uuid",
  "title",
  "memory",
  "vcpus",
  "cpu",
  "addressBits",
  "type",
  "firmware",
  "secureBoot",
  "kernel",
  "initrd",
  "commandLine",
  "clock",
  "disks",
  "networks",
  "hostdevs",
  "sharedMemory",
  "serial",
  "graphics",
  "video",
  "sound",
  "tpm",
  "extraDevices",
  "qemuArguments",
  "power",
  "autostart",
  "restart",
  "shutdownTimeout",
  "deleteNvram",
  "status",
  "pendingRestart",
  "started",
  "waitingFor",
  "machine",
  "macs",
  "domainUuid",
];
