import { z } from "zod";
import { connectionSettingsSchema } from "../host/connection/settings.ts";
import { domainInputs } from "../provider/resources/domain-inputs.ts";
import { byteSizeText } from "../provider/resources/fields.ts";
import { inputs as kernelInputs } from "../provider/resources/host-kernel-properties.ts";
import { packages } from "../provider/resources/packages.ts";
import { storagePool } from "../provider/resources/storage-pool.ts";

const role = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/, "must be lower-case letters, digits and dashes, beginning with a letter");

const image = domainInputs.shape.disks.unwrap().element;
const volume = z.strictObject({
  name: role,
  capacity: byteSizeText,
  format: z.enum(["qcow2", "raw"]).optional(),
  bus: image.shape.bus,
  bootOrder: image.shape.bootOrder,
  deleteData: z.boolean().optional(),
});

/** A disk with `file` exists on the host, any other is a volume that is made; problems are told for the one that is meant. */
const disk = z.record(z.string(), z.unknown()).superRefine((value, context) => {
  const result = ("file" in value ? image : volume).safeParse(value);
  for (const issue of result.error?.issues ?? []) context.addIssue(issue as z.core.$ZodSuperRefineIssue);
});

const guest = domainInputs.omit({ disks: true, hostdevs: true, sharedMemory: true }).extend({
  disks: z.array(disk).optional(),
  lookingGlass: z.union([byteSizeText, z.literal(false)]).optional(),
});

const command = z.strictObject({
  name: role,
  create: z.string().min(1),
  delete: z.string().optional(),
  triggers: z.array(z.unknown()).optional(),
});

/** Every setting of a stack: the arguments of `Workstation`, in Pulumi.<stack>.yaml. */
export const settingsSchema = z.strictObject({
  connection: connectionSettingsSchema,
  kernel: kernelInputs.omit({ functions: true, files: true, overlay: true }).partial().optional(),
  packages: z.union([packages.inputs, z.literal(false)]).optional(),
  pool: storagePool.inputs.partial().optional(),
  guest: guest.optional(),
  commands: z
    .strictObject({ before: z.array(command).optional(), after: z.array(command).optional() })
    .optional(),
});
