import * as pulumi from "@pulumi/pulumi";
import type { DomainDisk } from "./generated/domain.ts";
import { Domain } from "./generated/domain.ts";
import type { HostKernel } from "./generated/host-kernel.ts";
import type { StoragePool } from "./generated/storage-pool.ts";
import { Volume } from "./generated/volume.ts";
import type { GuestVolume } from "./generated/workstation-types.ts";
import type { GuestArgs } from "./workstation-args.ts";

/** What a guest is built on. */
export interface GuestGround {
  readonly pool: StoragePool;
  readonly kernel: HostKernel;
  /** Options of a child that is made after others. */
  readonly after: (dependsOn: readonly pulumi.Resource[]) => pulumi.CustomResourceOptions;
}

/** Makes a guest's volumes and its domain, which gets every function that the kernel configuration binds. */
export function guestOf(name: string, guest: GuestArgs, ground: GuestGround): Domain {
  const { disks = [], lookingGlass = "32 MiB", ...settings } = guest;
  const shared = lookingGlass === false ? [] : [{ name: "looking-glass", size: lookingGlass }];
  return new Domain(
    name,
    {
      ...settings,
      disks: disks.map((disk) => ("capacity" in disk ? diskOf(name, guest, disk, ground) : disk)),
      hostdevs: ground.kernel.addresses,
      sharedMemory: shared,
      awaitsReboot: ground.kernel.rebootRequired,
    },
    ground.after([ground.kernel, ground.pool]),
  );
}

/** The volume's own path is known only when it exists; the pool's directory is known in a preview, too. */
function diskOf(name: string, guest: GuestArgs, disk: GuestVolume, { pool, after }: GuestGround): DomainDisk {
  const { name: role, capacity, format = "qcow2", adopt = false, deleteData = false, ...device } = disk;
  const fileName = pulumi.interpolate`${guest.name}-${role}.${format}`;
  const args = { pool: pool.name, name: fileName, capacity, format, adopt, deleteData };
  const volume = new Volume(`${name}-${role}`, args, after([pool]));
  return { ...device, format, file: pulumi.interpolate`${pool.path}/${volume.name}` };
}
