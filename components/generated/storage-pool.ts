// Generated from the zod schemas of the provider by `npm run generate`. Change those, not this file.
import * as pulumi from "@pulumi/pulumi";

/**
 * A directory pool of libvirt. An identical pool that exists already is adopted; one of the same name in
 * another place is refused. A pool that was stopped, or that no longer starts with libvirt, is drift.
 * Deleting removes the definition. It removes the directory only if this resource created it and it is empty.
 *
 *     const pool = new vfio.StoragePool("guests", { name: "guests", path: "/var/lib/libvirt/guests" });
 *
 * `pulumi import vfio:index:StoragePool guests <name or UUID>` adopts any directory pool.
 */
export class StoragePool extends pulumi.CustomResource {
  /** The pool's name in libvirt. Changing it replaces the pool; the files stay where they are. */
  declare readonly name: pulumi.Output<string>;
  /** Absolute path of the directory, which is created if it is missing. Changing it replaces the pool. */
  declare readonly path: pulumi.Output<string>;
  /** Whether the pool starts with libvirt. Default true. */
  declare readonly autostart: pulumi.Output<boolean>;
  /** The pool's UUID in libvirt. */
  declare readonly uuid: pulumi.Output<string>;
  /** Whether the pool is started. */
  declare readonly active: pulumi.Output<boolean>;
  /**
   * Whether this resource created the directory. Only then is it removed with the pool, and only if it is
   * empty.
   */
  declare readonly directoryCreated: pulumi.Output<boolean>;

  constructor(name: string, args: StoragePoolArgs, opts?: pulumi.CustomResourceOptions) {
    super("vfio:index:StoragePool", name, { ...UNSET, ...args }, opts);
  }
}

/** A directory in which libvirt keeps disk images. */
export interface StoragePoolArgs {
  /** The pool's name in libvirt. Changing it replaces the pool; the files stay where they are. */
  readonly name: pulumi.Input<string>;
  /** Absolute path of the directory, which is created if it is missing. Changing it replaces the pool. */
  readonly path: pulumi.Input<string>;
  /** Whether the pool starts with libvirt. Default true. */
  readonly autostart?: pulumi.Input<boolean> | undefined;
}

/**
 * Every property, not set: Pulumi makes outputs only of properties that it is given at construction, and
 * those left to their default, or known later, are outputs too.
 */
const UNSET = {
  name: undefined,
  path: undefined,
  autostart: undefined,
  uuid: undefined,
  active: undefined,
  directoryCreated: undefined,
};
