// Generated from the zod schemas of the provider by `npm run generate`. Change those, not this file.
import * as pulumi from "@pulumi/pulumi";

/**
 * Packages that are installed if they are missing, without recommendations, and the socket that starts
 * libvirt. Nothing is upgraded, and package lists are fetched only when they are too old. Installs with apt
 * (Debian, Ubuntu and relatives). Elsewhere, missing packages are an error with the command to run.
 *
 *     const packages = new vfio.Packages("packages", {});
 *
 * Packages stay installed when the resource is deleted. With `removeOnDestroy`, those that it installed
 * itself are removed, with their dependencies, unless another package needs one by then.
 */
export class Packages extends pulumi.CustomResource {
  /** Names of packages. Default: QEMU, libvirt and UEFI firmware as the host's distribution calls them. */
  declare readonly packages: pulumi.Output<readonly string[] | undefined>;
  /** Whether deleting this resource removes the packages that it has installed. Default false: they stay. */
  declare readonly removeOnDestroy: pulumi.Output<boolean>;
  /**
   * Whether the packages are for guests with passed-through devices. Then nothing is installed on a host
   * whose IOMMU is off in the firmware. `Workstation` sets it. Default false.
   */
  declare readonly forPassthrough: pulumi.Output<boolean>;
  /** The version of each package. */
  declare readonly versions: pulumi.Output<Readonly<Record<string, string>>>;
  /** What this resource has installed, with dependencies. */
  declare readonly installedHere: pulumi.Output<readonly string[]>;
  /** The socket unit that starts libvirt on demand; empty without libvirt. */
  declare readonly socket: pulumi.Output<string>;

  constructor(name: string, args: PackagesArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super("vfio:index:Packages", name, { ...UNSET, ...args }, opts);
  }
}

/** Packages that a host needs. */
export interface PackagesArgs {
  /** Names of packages. Default: QEMU, libvirt and UEFI firmware as the host's distribution calls them. */
  readonly packages?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  /** Whether deleting this resource removes the packages that it has installed. Default false: they stay. */
  readonly removeOnDestroy?: pulumi.Input<boolean> | undefined;
  /**
   * Whether the packages are for guests with passed-through devices. Then nothing is installed on a host
   * whose IOMMU is off in the firmware. `Workstation` sets it. Default false.
   */
  readonly forPassthrough?: pulumi.Input<boolean> | undefined;
}

/**
 * Every property, not set: Pulumi makes outputs only of properties that it is given at construction, and
 * those left to their default, or known later, are outputs too.
 */
const UNSET = {
  packages: undefined,
  removeOnDestroy: undefined,
  forPassthrough: undefined,
  versions: undefined,
  installedHere: undefined,
  socket: undefined,
};
