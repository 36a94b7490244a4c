import type { DomainArgs, DomainDisk } from "./generated/domain.ts";
import type { HostKernelArgs } from "./generated/host-kernel.ts";
import type { PackagesArgs } from "./generated/packages.ts";
import type { ProviderArgs } from "./generated/provider.ts";
import type { StoragePoolArgs } from "./generated/storage-pool.ts";
import type { GuestVolume, WorkstationCommands } from "./generated/workstation-types.ts";

/** A workstation and the guest that owns its spare card. */
export interface WorkstationArgs {
  /** How the host is reached. */
  readonly connection: ProviderArgs;
  /**
   * How the host boots, and which devices are passed through. Default: `auto`, without consent to a reboot.
   */
  readonly kernel?: Partial<HostKernelArgs> | undefined;
  /**
   * The packages of the host. Default: QEMU, libvirt and firmware for its distribution; false leaves
   * packages alone.
   */
  readonly packages?: Omit<PackagesArgs, "forPassthrough"> | false | undefined;
  /** The storage pool for the guest's disks. Default: `vfio` in /var/lib/libvirt/vfio. */
  readonly pool?: Partial<StoragePoolArgs> | undefined;
  /** The guest that gets the devices. Without it, only the host is configured. */
  readonly guest?: GuestArgs | undefined;
  /**
   * Own commands on the host, run by the Pulumi plugin `command`, which an installed Pulumi downloads. They
   * need `connection.hostKey` with a public key.
   */
  readonly commands?: WorkstationCommands | undefined;
}

/** A domain whose disks are volumes of the pool, and which gets the devices of the kernel configuration. */
export interface GuestArgs extends Omit<DomainArgs, "disks" | "hostdevs" | "sharedMemory" | "awaitsReboot"> {
  /** Disks, in order: volumes that are created in the pool, and images that exist (`file`). */
  readonly disks?: readonly (GuestVolume | GuestImage)[] | undefined;
  /**
   * Size of the memory that Looking Glass shares with the guest, a power of two; false for none. Default `32
   * MiB`, enough for 1920×1080.
   */
  readonly lookingGlass?: string | false | undefined;
}

/** A disk or medium that exists on the host. */
export type GuestImage = DomainDisk;
