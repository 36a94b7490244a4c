import { z } from "zod";
import { byteSizeCodec, pciAddressCodec } from "../../../host/model/codecs.ts";
import { absolutePath, libvirtName } from "../../schema/fields.ts";

const MEBIBYTE = 2 ** 20;

/** A disk or medium of a domain. */
export const disk = z
  .strictObject({
    file: absolutePath.describe(
      "Absolute path of the image: the `path` of a Volume, or any other file on the host.",
    ),
    format: z
      .enum(["qcow2", "raw"])
      .optional()
      .describe("Format of the image. Default: `raw` for a cdrom, else `qcow2`."),
    device: z.enum(["disk", "cdrom"]).optional().describe("What the guest sees. Default `disk`."),
    bus: z
      .enum(["virtio", "sata", "scsi", "usb"])
      .optional()
      .describe("How it is connected. Default: `sata` for a cdrom, else `virtio`."),
    target: z
      .string()
      .regex(/^(?:vd|sd|hd)[a-z]{1,2}$/, "must be a name such as vda or sdb")
      .optional()
      .describe("Name in the definition. Default: the next free name of the bus (`vda`, `sda`)."),
    readonly: z
      .boolean()
      .optional()
      .describe("Whether the guest cannot write to it. Default false; a cdrom is always read-only."),
    bootOrder: z
      .int()
      .min(1)
      .optional()
      .describe("Position in the boot order; 1 is tried first. Default: libvirt's order."),
  })
  .meta({ id: "DomainDisk", description: "A disk or medium of a guest." });

/** A network card. */
export const network = z
  .strictObject({
    network: libvirtName
      .optional()
      .describe("A virtual network of libvirt. It is started when the guest needs it."),
    bridge: z
      .string()
      .regex(/^[\w.-]{1,15}$/)
      .optional()
      .describe("A bridge of the host, instead of a virtual network."),
    model: z
      .enum(["virtio", "e1000e", "rtl8139"])
      .optional()
      .describe("The emulated network card. Default `virtio`."),
    mac: z
      .string()
      .regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/, "must be written as 52:54:00:12:34:56, in lower case")
      .optional()
      .describe("MAC address in lower case. Default: libvirt chooses one, which is kept."),
  })
  .refine(({ network, bridge }) => (network === undefined) !== (bridge === undefined), {
    error: "must have either network or bridge",
  })
  .meta({
    id: "DomainNetwork",
    description: "A network card of a guest: on a virtual network, or on a bridge of the host.",
  });

/** A PCI function of the host, with more than its address. */
export const hostdev = z
  .strictObject({
    address: pciAddressCodec.describe("The function on the host: `0000:01:00.0`."),
    romFile: absolutePath
      .optional()
      .describe("Absolute path of an image of its option ROM, for cards that need one."),
    romBar: z.boolean().optional().describe("Whether the guest sees the card's ROM. Default: yes."),
  })
  .meta({ id: "DomainHostdev", description: "A PCI function of the host that a guest gets." });

/** Memory shared with the host. */
export const sharedMemory = z
  .strictObject({
    name: libvirtName.describe("Name of the file in /dev/shm, such as `looking-glass`."),
    size: byteSizeCodec
      .refine(isPowerOfTwo, { error: "must be a power of two of at least 1 MiB" })
      .describe(
        "Size, a power of two: `32 MiB` for 1920×1080, `64 MiB` for 2560×1440, `128 MiB` for 3840×2160.",
      ),
  })
  .meta({
    id: "DomainSharedMemory",
    description: "Memory that guest and host share, as Looking Glass does.",
  });

/** The serial console. */
export const serial = z
  .strictObject({
    file: absolutePath
      .optional()
      .describe(
        "Absolute path of a file on the host that gets everything the guest prints. It is emptied at " +
          "every start.",
      ),
  })
  .meta({ id: "DomainSerial", description: "The serial console of a guest." });

function isPowerOfTwo(bytes: number): boolean {
  return bytes >= MEBIBYTE && Number.isInteger(Math.log2(bytes));
}
