import type { DomainArgs, DomainDisk } from "./generated/domain.ts";
import type { HostKernelArgs } from "./generated/host-kernel.ts";
import type { PackagesArgs } from "./generated/packages.ts";
import type { ProviderArgs } from "./generated/provider.ts";
import type { StoragePoolArgs } from "./generated/storage-pool.ts";

/** A workstation and the guest that owns its spare card. */
export interface WorkstationArgs {
  /** How the host is reached. */
  readonly connection: ProviderArgs;
  /** How the host boots, and which functions are passed through. Default: `auto`, without consent to a reboot. */
  readonly kernel?: Omit<Partial<HostKernelArgs>, "guestMemory"> | undefined;
  /** The packages of the host. Default: QEMU, libvirt and firmware for its distribution; false leaves packages alone. */
  readonly packages?: Omit<PackagesArgs, "forPassthrough"> | false | undefined;
  /** The pool for the guest's disks. Default: `vfio` in /var/lib/libvirt/vfio. */
  readonly pool?: Partial<StoragePoolArgs> | undefined;
  /** The guest. Without it, the host is configured and no more. */
  readonly guest?: GuestArgs | undefined;
  /** Own commands on the host, run by the Pulumi plugin `command`, which an installed Pulumi downloads. They need `connection.hostKey` with a public key. */
  readonly commands?: WorkstationCommands | undefined;
}

/** A domain whose disks are volumes of the pool, and which gets the functions of the kernel configuration. */
export interface GuestArgs extends Omit<DomainArgs, "disks" | "hostdevs" | "sharedMemory" | "awaitsReboot"> {
  /** Disks that are made in the pool, and images that exist (`file`), in order. */
  readonly disks?: readonly (GuestVolume | GuestImage)[] | undefined;
  /** Size of the memory that Looking Glass shares with the guest, a power of two; false for none. Default `32 MiB`, enough for 1920×1080. */
  readonly lookingGlass?: string | false | undefined;
}

/** A disk that is a volume of the pool. */
export interface GuestVolume {
  /** What the guest keeps on it, such as `system`; the volume is called `<guest>-<name>.<format>`. */
  readonly name: string;
  /** What the guest sees, with unit: `100 GiB`. It can grow later. */
  readonly capacity: string;
  /** Default `qcow2`. */
  readonly format?: "qcow2" | "raw" | undefined;
  /** Default `virtio`. */
  readonly bus?: "virtio" | "sata" | "scsi" | "usb" | undefined;
  /** 1 is tried first. */
  readonly bootOrder?: number | undefined;
  /** Whether an image of that name that is there already, such as one that a destroy kept, is taken over with what is in it. Default false: refused. */
  readonly adopt?: boolean | undefined;
  /** Whether destroying also deletes the data. Default false. */
  readonly deleteData?: boolean | undefined;
}

/** A disk or medium that exists on the host. */
export type GuestImage = DomainDisk;

/** Own commands around ours. */
export interface WorkstationCommands {
  /** Run before anything else is done to the host. */
  readonly before?: readonly WorkstationCommand[] | undefined;
  /** Run when everything else is done. */
  readonly after?: readonly WorkstationCommand[] | undefined;
}

/** A command that runs on the host, as the user who logs in. */
export interface WorkstationCommand {
  /** Its identity: letters, digits, dashes. */
  readonly name: string;
  /** Run when it is new, and when it or `triggers` changes. */
  readonly create: string;
  /** Run when it is removed. */
  readonly delete?: string | undefined;
  /** Values whose change runs it again. */
  readonly triggers?: readonly unknown[] | undefined;
}
