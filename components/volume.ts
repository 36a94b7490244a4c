import * as pulumi from "@pulumi/pulumi";
import { allProperties } from "./all-properties.ts";

/** A disk image in a storage pool. */
export interface VolumeArgs {
  /** Name of the storage pool it is in: give the `name` of a StoragePool, so that it is made first. Changing it makes a new volume. */
  readonly pool: pulumi.Input<string>;
  /** File name in the pool, such as `win11.qcow2`. Changing it makes a new volume. */
  readonly name: pulumi.Input<string>;
  /** What the guest sees, with unit: `100 GiB`. Can be raised later, also while the guest runs; lowering it is refused. */
  readonly capacity: pulumi.Input<string>;
  /** `qcow2` (default; version 3) or `raw`. Cannot be changed in place. */
  readonly format?: pulumi.Input<"qcow2" | "raw"> | undefined;
  /** Whether a file of that name that this resource did not make is taken over with what is in it. Default false: it is refused. */
  readonly adopt?: pulumi.Input<boolean> | undefined;
  /** Whether deleting this resource deletes the image with everything in it. Default false: the image is kept, and `destroy` says where. */
  readonly deleteData?: pulumi.Input<boolean> | undefined;
}

/**
 * A disk image in a storage pool. It takes space as it fills, grows in place, and never shrinks. Its data outlives the resource unless
 * `deleteData` is true; an image that a domain uses is not deleted in any case.
 *
 *     const disk = new vfio.Volume("disk", { pool: pool.name, name: "win11.qcow2", capacity: "200 GiB" });
 *
 * `pulumi import vfio:index:Volume disk guests/win11.qcow2` takes over an image that is there.
 */
export class Volume extends pulumi.CustomResource {
  declare readonly pool: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string>;
  declare readonly capacity: pulumi.Output<string>;
  declare readonly format: pulumi.Output<"qcow2" | "raw">;
  declare readonly adopt: pulumi.Output<boolean>;
  declare readonly deleteData: pulumi.Output<boolean>;
  /** Absolute path of the image. */
  declare readonly path: pulumi.Output<string>;
  /** libvirt's key of the volume. */
  declare readonly key: pulumi.Output<string>;
  /** What the guest sees, in bytes. */
  declare readonly capacityBytes: pulumi.Output<number>;

  constructor(name: string, args: VolumeArgs, opts?: pulumi.CustomResourceOptions) {
    super("vfio:index:Volume", name, allProperties(args, PROPERTIES), opts);
  }
}

const PROPERTIES = [
  "pool",
  "name",
  "capacity",
  "format",
  "adopt",
  "deleteData",
  "path",
  "key",
  "capacityBytes",
];
