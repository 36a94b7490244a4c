import * as pulumi from "@pulumi/pulumi";
import { allProperties } from "./all-properties.ts";

/** Packages that a host needs. */
export interface PackagesArgs {
  /** Names of packages. Default: QEMU, libvirt and UEFI firmware as the host's distribution calls them. */
  readonly packages?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  /** Whether deleting this resource removes the packages that it has installed. Default false: they stay. */
  readonly removeOnDestroy?: pulumi.Input<boolean> | undefined;
  /** Whether they are for guests that get PCI functions: nothing is installed then on a host whose IOMMU is off in the firmware. `Workstation` sets it. Default false. */
  readonly forPassthrough?: pulumi.Input<boolean> | undefined;
}

/**
 * Packages that are installed where they are missing, without recommendations, and the socket by which libvirt starts. Nothing is upgraded, and
 * package lists are fetched only when they are too old. Installs with apt (Debian, Ubuntu and relatives); elsewhere missing packages
 * are an error that has the command to run.
 *
 *     const packages = new vfio.Packages("packages", {});
 *
 * Packages stay installed when the resource is deleted; with `removeOnDestroy` those go that it installed itself, dependencies among
 * them, unless another package needs one by then.
 */
export class Packages extends pulumi.CustomResource {
  declare readonly packages: pulumi.Output<readonly string[] | undefined>;
  declare readonly removeOnDestroy: pulumi.Output<boolean>;
  declare readonly forPassthrough: pulumi.Output<boolean>;
  /** The version of each package. */
  declare readonly versions: pulumi.Output<Readonly<Record<string, string>>>;
  /** What this resource has installed, with dependencies. */
  declare readonly installedHere: pulumi.Output<readonly string[]>;
  /** The socket by which libvirt starts on demand; empty without libvirt. */
  declare readonly socket: pulumi.Output<string>;

  constructor(name: string, args: PackagesArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super("vfio:index:Packages", name, allProperties(args, PROPERTIES), opts);
  }
}

const PROPERTIES = ["packages", "removeOnDestroy", "forPassthrough", "versions", "installedHere", "socket"];
