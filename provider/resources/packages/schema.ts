import { z } from "zod";

const packageName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9+._-]*$/, "must be the name of a package");

/** What the resource is, for users. */
export const description = `
Packages that are installed if they are missing, without recommendations, and the socket that starts libvirt.
Nothing is upgraded, and package lists are fetched only when they are too old. Installs with apt (Debian,
Ubuntu and relatives). Elsewhere, missing packages are an error with the command to run.

    const packages = new vfio.Packages("packages", {});

Packages stay installed when the resource is deleted. With \`removeOnDestroy\`, those that it installed itself
are removed, with their dependencies, unless another package needs one by then.
`.trim();

/** What users declare of packages. */
export const packagesInputs = z
  .strictObject({
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
  })
  .describe("Packages that a host needs.");

/** What is known of them beyond that. */
export const packagesOutputs = z.strictObject({
  versions: z.record(z.string(), z.string()).describe("The version of each package."),
  installedHere: z.array(z.string()).describe("What this resource has installed, with dependencies."),
  socket: z.string().describe("The socket unit that starts libvirt on demand; empty without libvirt."),
});

export type PackagesInputs = z.infer<typeof packagesInputs>;
export type PackagesState = PackagesInputs & z.infer<typeof packagesOutputs>;
