// Generated from the zod schemas of the provider by `npm run generate`. Change those, not this file.
import * as pulumi from "@pulumi/pulumi";

/**
 * A disk image in a storage pool. It takes space as it fills, grows in place, never shrinks, and never takes
 * over a file silently. Its data outlives the resource unless `deleteData` is true. An image that a domain
 * uses is never deleted.
 *
 *     const disk = new vfio.Volume("disk", { pool: pool.name, name: "win11.qcow2", capacity: "200 GiB" });
 *
 * `pulumi import vfio:index:Volume disk guests/win11.qcow2` adopts an image that exists.
 */
export class Volume extends pulumi.CustomResource {
  /**
   * Name of the storage pool that it is in. Use the `name` of a StoragePool, so that the pool is created
   * first. Changing it replaces the volume.
   */
  declare readonly pool: pulumi.Output<string>;
  /** File name in the pool, such as `win11.qcow2`. Changing it replaces the volume. */
  declare readonly name: pulumi.Output<string>;
  /**
   * Size that the guest sees, with unit: `100 GiB`. It can be raised later, also while the guest runs;
   * lowering it is refused.
   */
  declare readonly capacity: pulumi.Output<string>;
  /** `qcow2` (default; version 3) or `raw`. It cannot be changed in place. */
  declare readonly format: pulumi.Output<"qcow2" | "raw">;
  /**
   * Whether to take over a file of that name that this resource did not create, with its content. Default
   * false: it is refused.
   */
  declare readonly adopt: pulumi.Output<boolean>;
  /**
   * Whether deleting this resource deletes the image with everything in it. Default false: the image is kept,
   * and `destroy` says where.
   */
  declare readonly deleteData: pulumi.Output<boolean>;
  /** Absolute path of the image. */
  declare readonly path: pulumi.Output<string>;
  /** libvirt's key of the volume. */
  declare readonly key: pulumi.Output<string>;
  /** Size that the guest sees, in bytes. */
  declare readonly capacityBytes: pulumi.Output<number>;

  constructor(name: string, args: VolumeArgs, opts?: pulumi.CustomResourceOptions) {
    super("vfio:index:Volume", name, { ...UNSET, ...args }, opts);
  }
}

/** A disk image in a storage pool. */
export interface VolumeArgs {
  /**
   * Name of the storage pool that it is in. Use the `name` of a StoragePool, so that the pool is created
   * first. Changing it replaces the volume.
   */
  readonly pool: pulumi.Input<string>;
  /** File name in the pool, such as `win11.qcow2`. Changing it replaces the volume. */
  readonly name: pulumi.Input<string>;
  /**
   * Size that the guest sees, with unit: `100 GiB`. It can be raised later, also while the guest runs;
   * lowering it is refused.
   */
  readonly capacity: pulumi.Input<string>;
  /** `qcow2` (default; version 3) or `raw`. It cannot be changed in place. */
  readonly format?: pulumi.Input<"qcow2" | "raw"> | undefined;
  /**
   * Whether to take over a file of that name that this resource did not create, with its content. Default
   * false: it is refused.
   */
  readonly adopt?: pulumi.Input<boolean> | undefined;
  /**
   * Whether deleting this resource deletes the image with everything in it. Default false: the image is kept,
   * and `destroy` says where.
   */
  readonly deleteData?: pulumi.Input<boolean> | undefined;
}

/**
 * Every property, not set: Pulumi makes outputs only of properties that it is given at construction, and
 * those left to their default, or known later, are outputs too.
 */
const UNSET = {
  pool: undefined,
  name: undefined,
  capacity: undefined,
  format: undefined,
  adopt: undefined,
  deleteData: undefined,
  path: undefined,
  key: undefined,
  capacityBytes: undefined,
};
