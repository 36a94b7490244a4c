import { z } from "zod";

const packageName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9+._-]*$/, "must be the name of a package");

/** What people declare of packages. */
export const packagesInputs = z.strictObject({
  packages: z
    .array(packageName)
    .min(1)
    .optional()
    .describe(
      "Names of packages. Default: QEMU, libvirt and UEFI firmware as the host's distribution calls " +
        "them.",
    ),
  removeOnDestroy: z
    .boolean()
    .default(false)
    .describe(
      "Whether deleting this resource removes the packages that it has installed. Default false: " +
        "they stay.",
    ),
  forPassthrough: z
    .boolean()
    .default(false)
    .describe(
      "Whether the packages are for guests with passed-through devices. Then nothing is installed " +
        "on a host whose IOMMU is off in the firmware. `Workstation` sets it. Default false.",
    ),
});

/** What is known of them beyond that. */
export const packagesOutputs = z.strictObject({
  versions: z.record(z.string(), z.string()).describe("The version of each package."),
  installedHere: z.array(z.string()).describe("What this resource has installed, with dependencies."),
  socket: z.string().describe("The socket unit that starts libvirt on demand; empty without libvirt."),
});

export type PackagesInputs = z.infer<typeof packagesInputs>;
export type PackagesState = PackagesInputs & z.infer<typeof packagesOutputs>;
