import * as pulumi from "@pulumi/pulumi";
import { allProperties } from "./all-properties.ts";
import type {
  DomainArgs,
  DomainDisk,
  DomainHostdev,
  DomainNetwork,
  DomainSerial,
  DomainSharedMemory,
} from "./domain-args.ts";

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
 * It is started when every function is bound to vfio-pci; until then it is defined, and `waitingFor` says what is missing. With
 * `awaitsReboot: kernel.rebootRequired` it waits for a reboot that a person makes without being a difference every time.
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
  declare readonly awaitsReboot: pulumi.Output<boolean>;
  declare readonly autostart: pulumi.Output<boolean>;
  declare readonly restart: pulumi.Output<"never" | "graceful">;
  declare readonly shutdownTimeout: pulumi.Output<number>;
  declare readonly keepHostAwake: pulumi.Output<boolean>;
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
  "awaitsReboot",
  "autostart",
  "restart",
  "shutdownTimeout",
  "keepHostAwake",
  "deleteNvram",
  "status",
  "pendingRestart",
  "started",
  "waitingFor",
  "machine",
  "macs",
  "domainUuid",
];
