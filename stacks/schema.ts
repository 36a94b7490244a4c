import { z } from "zod";
import { connectionSettingsSchema } from "../host/connection/ssh-config/connection-settings.ts";
import { byteSizeCodec } from "../host/model/codecs.ts";
import { domainInputs } from "../provider/resources/domain/schema.ts";
import { inputs as kernelInputs } from "../provider/resources/host-kernel/schema.ts";
import { packagesInputs } from "../provider/resources/packages/schema.ts";
import { storagePool } from "../provider/resources/storage-pool/resource.ts";

const role = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, "must be lower-case letters, digits and dashes, beginning with a letter");

/** A disk or medium that exists on the host. */
export const image = domainInputs.shape.disks.unwrap().element;
/** A disk that is a volume of the pool. */
export const volume = z
  .strictObject({
    name: role.describe(
      "What the guest keeps on it, such as `system`. The file is called `<guest>-<name>.<format>`.",
    ),
    capacity: byteSizeCodec.describe(
      "Size that the guest sees, with unit: `100 GiB`. It can be raised later.",
    ),
    format: z.enum(["qcow2", "raw"]).optional().describe("Format of the image. Default `qcow2`."),
    bus: image.shape.bus.describe("How it is connected. Default `virtio`."),
    bootOrder: image.shape.bootOrder,
    adopt: z
      .boolean()
      .optional()
      .describe(
        "Whether to adopt an image of that name that exists already, such as one that a destroy kept, " +
          "with its content. Default false: it is refused.",
      ),
    deleteData: z
      .boolean()
      .optional()
      .describe("Whether destroying also deletes the data. Default false: the file stays."),
  })
  .meta({ id: "GuestVolume", description: "A disk that is a volume of the pool." });

/**
 * A disk with `file` exists on the host, any other is a volume that is made; problems are reported for the
 * one that is meant.
 */
const disk = z.looseObject({}).superRefine((value, context) => {
  const result = ("file" in value ? image : volume).safeParse(value);
  for (const issue of result.error?.issues ?? []) context.addIssue(issue as z.core.$ZodSuperRefineIssue);
});

const guest = domainInputs
  .omit({ disks: true, hostdevs: true, sharedMemory: true, awaitsReboot: true })
  .extend({
    disks: z
      .array(disk)
      .optional()
      .describe(
        "Disks, in order: volumes that are created in the pool, and images that exist (`file`). See " +
          "below.",
      ),
    lookingGlass: z
      .union([byteSizeCodec, z.literal(false)])
      .optional()
      .describe(
        "Size of the memory that Looking Glass shares with the guest, a power of two; `false` for " +
          "none. Default `32 MiB`, enough for 1920×1080.",
      ),
  });

const command = z
  .strictObject({
    name: role.describe("Its identity: lower-case letters, digits and dashes."),
    create: z
      .string()
      .min(1)
      .describe("Command that runs when it is new, and when it or `triggers` changes."),
    delete: z.string().optional().describe("Command that runs when it is removed."),
    triggers: z.array(z.unknown()).optional().describe("Values whose change runs it again."),
  })
  .meta({
    id: "WorkstationCommand",
    description: "A command that runs on the host, as the user who logs in.",
  });

/** Own commands around ours. */
export const commands = z
  .strictObject({
    before: z
      .array(command)
      .optional()
      .describe("Commands that run before anything else is done to the host."),
    after: z.array(command).optional().describe("Commands that run when everything else is done."),
  })
  .meta({ id: "WorkstationCommands", description: "Own commands before and after everything else." });

/** Every setting of a stack: the arguments of `Workstation`, in Pulumi.<stack>.yaml. */
export const settingsSchema = z.strictObject({
  connection: connectionSettingsSchema.describe("How the host is reached. Required."),
  kernel: kernelInputs
    .partial()
    .optional()
    .describe("How the host boots, and which devices are passed through. `devices` is `[auto]` by default."),
  packages: z
    .union([packagesInputs.omit({ forPassthrough: true }), z.literal(false)])
    .optional()
    .describe(
      "The packages of the host. Default: QEMU, libvirt and firmware for its distribution; `false` " +
        "leaves packages alone.",
    ),
  pool: storagePool.inputs
    .partial()
    .optional()
    .describe("The storage pool for the guest's disks. Default: `vfio` in /var/lib/libvirt/vfio."),
  guest: guest
    .optional()
    .describe("The guest that gets the devices. Without it, only the host is configured."),
  commands: commands
    .optional()
    .describe(
      "Own commands on the host, by the Pulumi plugin `command`, which an installed Pulumi downloads. They need `connection.hostKey` with a public key.",
    ),
});
