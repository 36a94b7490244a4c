import { z } from "zod";
import { byteSizeCodec } from "../../../host/model/codecs.ts";
import type { VolumeFacts } from "../../../host/model/facts/libvirt-facts.ts";
import type { Found } from "../../contract/resource.ts";
import { libvirtName } from "../../schema/fields.ts";

/** What the resource is, for users. */
export const description = `
A disk image in a storage pool. It takes space as it fills, grows in place, never shrinks, and never takes
over a file silently. Its data outlives the resource unless \`deleteData\` is true. An image that a domain
uses is never deleted.

    const disk = new vfio.Volume("disk", { pool: pool.name, name: "win11.qcow2", capacity: "200 GiB" });

\`pulumi import vfio:index:Volume disk guests/win11.qcow2\` adopts an image that exists.
`.trim();

/** What users declare of a volume. */
export const volumeInputs = z
  .strictObject({
    pool: libvirtName.describe(
      "Name of the storage pool that it is in. Use the `name` of a StoragePool, so that the pool is " +
        "created first. Changing it replaces the volume.",
    ),
    name: libvirtName.describe(
      "File name in the pool, such as `win11.qcow2`. Changing it replaces the volume.",
    ),
    capacity: byteSizeCodec.describe(
      "Size that the guest sees, with unit: `100 GiB`. It can be raised later, also while the guest " +
        "runs; lowering it is refused.",
    ),
    format: z
      .enum(["qcow2", "raw"])
      .default("qcow2")
      .describe("`qcow2` (default; version 3) or `raw`. It cannot be changed in place."),
    adopt: z
      .boolean()
      .default(false)
      .describe(
        "Whether to take over a file of that name that this resource did not create, with its " +
          "content. Default false: it is refused.",
      ),
    deleteData: z
      .boolean()
      .default(false)
      .describe(
        "Whether deleting this resource deletes the image with everything in it. Default false: the " +
          "image is kept, and `destroy` says where.",
      ),
  })
  .describe("A disk image in a storage pool.");

/** What is known of a volume beyond that. */
export const volumeOutputs = z.strictObject({
  path: z.string().describe("Absolute path of the image."),
  key: z.string().describe("libvirt's key of the volume."),
  capacityBytes: z.number().describe("Size that the guest sees, in bytes."),
});

export type VolumeInputs = z.infer<typeof volumeInputs>;
export type VolumeState = VolumeInputs & z.infer<typeof volumeOutputs>;

/** A volume that was read, with the inputs as they would have to be for what is there. */
export function foundVolume(
  found: VolumeFacts,
  state: VolumeState | undefined,
): Found<VolumeInputs, VolumeState> {
  const { pool, name, path, key } = found;
  const inputs: VolumeInputs = {
    pool,
    name,
    capacity: found.capacity,
    format: found.format === "raw" ? "raw" : "qcow2",
    adopt: state?.adopt ?? false,
    deleteData: state?.deleteData ?? false,
  };
  return { id: `${pool}/${name}`, inputs, state: { ...inputs, path, key, capacityBytes: found.capacity } };
}

/** What is kept of a volume that cannot be looked at now. */
export function unseen(
  id: string,
  state: VolumeState | undefined,
  reason: string,
): Found<VolumeInputs, VolumeState> | undefined {
  if (state === undefined) return undefined;
  const { path: _path, key: _key, capacityBytes: _bytes, ...inputs } = state;
  return { id, inputs, state, unfinished: [reason] };
}
