import * as pulumi from "@pulumi/pulumi";
import { allProperties } from "./all-properties.ts";

/** A directory in which libvirt keeps disk images. */
export interface StoragePoolArgs {
  /** The pool's name in libvirt. Changing it makes a new pool; the files stay where they are. */
  readonly name: pulumi.Input<string>;
  /** Absolute path of the directory; it is made if it is missing. Changing it makes a new pool. */
  readonly path: pulumi.Input<string>;
  /** Whether libvirt starts the pool with itself. Default true. */
  readonly autostart?: pulumi.Input<boolean> | undefined;
}

/**
 * A directory pool of libvirt. An identical pool that is there already is taken over; one of the same name in another place is refused.
 * A pool that was stopped, or does not start with libvirt any more, is drift. Deleting takes the definition away; the directory goes only
 * if this resource made it and nothing is in it.
 *
 *     const pool = new vfio.StoragePool("guests", { name: "guests", path: "/var/lib/libvirt/guests" });
 *
 * `pulumi import vfio:index:StoragePool guests <name or UUID>` takes over any directory pool.
 */
export class StoragePool extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly path: pulumi.Output<string>;
  declare readonly autostart: pulumi.Output<boolean>;
  /** The pool's UUID in libvirt. */
  declare readonly uuid: pulumi.Output<string>;
  /** Whether the pool is started. */
  declare readonly active: pulumi.Output<boolean>;
  /** Whether this resource made the directory. */
  declare readonly directoryCreated: pulumi.Output<boolean>;

  constructor(name: string, args: StoragePoolArgs, opts?: pulumi.CustomResourceOptions) {
    super("vfio:index:StoragePool", name, allProperties(args, PROPERTIES), opts);
  }
}

const PROPERTIES = ["name", "path", "autostart", "uuid", "active", "directoryCreated"];
