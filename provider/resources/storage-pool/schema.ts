import { z } from "zod";
import { absolutePath, libvirtName } from "../../schema/fields.ts";

/** What the resource is, for users. */
export const description = `
A directory pool of libvirt. An identical pool that exists already is adopted; one of the same name in another
place is refused. A pool that was stopped, or that no longer starts with libvirt, is drift. Deleting removes
the definition. It removes the directory only if this resource created it and it is empty.

    const pool = new vfio.StoragePool("guests", { name: "guests", path: "/var/lib/libvirt/guests" });

\`pulumi import vfio:index:StoragePool guests <name or UUID>\` adopts any directory pool.
`.trim();

/** What users declare of a pool. */
export const poolInputs = z
  .strictObject({
    name: libvirtName.describe(
      "The pool's name in libvirt. Changing it replaces the pool; the files stay where they are.",
    ),
    path: absolutePath.describe(
      "Absolute path of the directory, which is created if it is missing. Changing it replaces the pool.",
    ),
    autostart: z.boolean().default(true).describe("Whether the pool starts with libvirt. Default true."),
  })
  .describe("A directory in which libvirt keeps disk images.");

/** What is known of a pool beyond that. */
export const poolOutputs = z.strictObject({
  uuid: z.string().describe("The pool's UUID in libvirt."),
  active: z.boolean().describe("Whether the pool is started."),
  directoryCreated: z
    .boolean()
    .describe(
      "Whether this resource created the directory. Only then is it removed with the pool, and only " +
        "if it is empty.",
    ),
});

export type PoolInputs = z.infer<typeof poolInputs>;
export type PoolState = PoolInputs & z.infer<typeof poolOutputs>;
