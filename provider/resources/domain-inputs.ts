import { z } from "zod";
import { parsePciAddress } from "../../host/pci/address.ts";
import { parseByteSize } from "../../host/storage/size.ts";
import { absolutePath, byteSizeText, libvirtName } from "./fields.ts";

const MEBIBYTE = 2 ** 20;
const pciAddress = z.string().refine((text) => parsePciAddress(text) !== undefined, {
  error: "must be a PCI address such as 0000:01:00.0",
});

const disk = z
  .strictObject({
    file: absolutePath.describe(
      "Absolute path of the image: the `path` of a Volume, or any other file on the host.",
    ),
    format: z.enum(["qcow2", "raw"]).optional().describe("Default: `raw` for a cdrom, else `qcow2`."),
    device: z.enum(["disk", "cdrom"]).optional().describe("Default `disk`."),
    bus: z
      .enum(["virtio", "sata", "scsi", "usb"])
      .optional()
      .describe("Default: `sata` for a cdrom, else `virtio`."),
    target: z
      .string()
      .regex(/^(?:vd|sd|hd)[a-z]{1,2}$/, "must be a name such as vda or sdb")
      .optional()
      .describe("Name in the definition. Default: the next free of the bus (`vda`, `sda`)."),
    readonly: z.boolean().optional().describe("Default false; a cdrom always is."),
    bootOrder: z.int().min(1).optional().describe("1 is tried first. Default: libvirt tries the disks."),
  })
  .meta({ id: "DomainDisk" });

const network = z
  .strictObject({
    network: libvirtName
      .optional()
      .describe("A virtual network of libvirt; it is started when the guest needs it."),
    bridge: z
      .string()
      .regex(/^[\w.-]{1,15}$/)
      .optional()
      .describe("A bridge of the host, instead of a virtual network."),
    model: z.enum(["virtio", "e1000e", "rtl8139"]).optional().describe("Default `virtio`."),
    mac: z
      .string()
      .regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/, "must be written as 52:54:00:12:34:56, in lower case")
      .optional()
      .describe("Default: libvirt chooses one, which is kept."),
  })
  .refine(({ network, bridge }) => (network === undefined) !== (bridge === undefined), {
    error: "must have either network or bridge",
  })
  .meta({ id: "DomainNetwork" });

const hostdev = z
  .strictObject({
    address: pciAddress.describe("The function on the host: `0000:01:00.0`."),
    romFile: absolutePath.optional().describe("Image of its option ROM, for cards that need one."),
    romBar: z.boolean().optional().describe("Whether the guest sees the card's ROM. Default: yes."),
  })
  .meta({ id: "DomainHostdev" });

const sharedMemory = z
  .strictObject({
    name: libvirtName.describe("Name of the file in /dev/shm, such as `looking-glass`."),
    size: byteSizeText
      .refine((text) => isPowerOfTwo(parseByteSize(text) ?? MEBIBYTE), {
        error: "must be a power of two of at least 1 MiB",
      })
      .describe("A power of two: `32 MiB` for 1920×1080, `64 MiB` for 2560×1440, `128 MiB` for 3840×2160."),
  })
  .meta({ id: "DomainSharedMemory" });

const serial = z
  .strictObject({
    file: absolutePath
      .optional()
      .describe("File on the host that gets everything the guest prints; emptied at every start."),
  })
  .meta({ id: "DomainSerial" });

/** What people declare of a domain. */
export const domainInputs = z.strictObject({
  name: libvirtName.describe("The domain's name in libvirt. Changing it makes a new domain."),
  uuid: z
    .uuid()
    .optional()
    .describe("Default: libvirt chooses one, which is kept. Changing it makes a new domain."),
  title: z.string().optional().describe("A line for people."),
  memory: byteSizeText
    .refine((text) => (parseByteSize(text) ?? MEBIBYTE) % MEBIBYTE === 0, {
      error: "must be whole mebibytes",
    })
    .describe("With unit: `16 GiB`."),
  vcpus: z.int().min(1).max(288).describe("Number of virtual processors."),
  cpu: z
    .enum(["host-passthrough", "host-model", "maximum"])
    .optional()
    .describe("Default: `host-passthrough` with kvm, `maximum` in emulation."),
  addressBits: z
    .int()
    .min(32)
    .max(64)
    .optional()
    .describe(
      "Physical address bits of the guest. Default: limited where the host's IOMMU has fewer than its CPU, else not.",
    ),
  type: z
    .enum(["auto", "kvm", "qemu"])
    .default("auto")
    .describe(
      "`kvm`, `qemu` (plain emulation, slow), or `auto` (default): kvm where it works; kept afterwards.",
    ),
  firmware: z.enum(["efi", "bios"]).default("efi").describe("Default `efi`; libvirt chooses the files."),
  secureBoot: z
    .boolean()
    .default(false)
    .describe("Whether the firmware enforces signed boot loaders. Default false."),
  kernel: absolutePath.optional().describe("Boot this kernel of the host directly."),
  initrd: absolutePath.optional().describe("The initramfs for `kernel`."),
  commandLine: z.string().optional().describe("The command line for `kernel`."),
  clock: z
    .enum(["utc", "localtime"])
    .default("utc")
    .describe("What the guest's clock shows at start: `localtime` for Windows."),
  disks: z.array(disk).default([]).describe("Disks, in order."),
  networks: z.array(network).default([]).describe("Network cards, in order."),
  hostdevs: z
    .array(z.union([pciAddress, hostdev]))
    .default([])
    .describe(
      "PCI functions of the host that the guest gets. Functions of one card share one slot in the guest, too.",
    ),
  sharedMemory: z
    .array(sharedMemory)
    .default([])
    .describe("Memory shared with the host, such as Looking Glass needs."),
  serial: serial.default({}).describe("The serial console; `virsh console` always reaches it."),
  graphics: z
    .enum(["spice", "vnc", "none"])
    .default("spice")
    .describe("Remote graphics, on 127.0.0.1 only. Default `spice`."),
  video: z
    .enum(["vga", "virtio", "qxl", "bochs", "none"])
    .optional()
    .describe("The emulated card. Default: `none` without graphics, else `vga`."),
  sound: z.enum(["ich9", "none"]).default("none").describe("An emulated sound card. Default `none`."),
  tpm: z
    .boolean()
    .default(false)
    .describe("An emulated TPM 2.0, as Windows 11 wants; needs swtpm. Default false."),
  extraDevices: z
    .array(z.string())
    .default([])
    .describe("More devices, each one XML element as libvirt documents it: `<watchdog model='i6300esb'/>`."),
  qemuArguments: z
    .array(z.string())
    .default([])
    .describe("More arguments for QEMU, for what libvirt has no words."),
  power: z
    .enum(["on", "off", "once", "unmanaged"])
    .default("on")
    .describe(
      "`on` (default): it runs; one that has stopped is drift and is started again. `off`: it does not run. `once`: it is started after it " +
        "was made, then the guest may power itself off. `unmanaged`: never started or stopped.",
    ),
  autostart: z.boolean().default(false).describe("Whether it starts with the host. Default false."),
  restart: z
    .enum(["never", "graceful"])
    .default("never")
    .describe(
      "What happens when a change needs a restart of a running guest: nothing but `pendingRestart` (`never`, default), or a shutdown and start.",
    ),
  shutdownTimeout: z
    .int()
    .min(1)
    .max(3_600)
    .default(120)
    .describe("Seconds a guest gets to shut down. Default 120."),
  deleteNvram: z
    .boolean()
    .default(false)
    .describe("Whether deleting also deletes the variables of its firmware and TPM. Default false."),
});

/** What is known of a domain beyond that. */
export const domainOutputs = z.strictObject({
  status: z.string().describe("`running`, `shut off`, `paused`, …"),
  pendingRestart: z.boolean().describe("Whether the running guest still has an older definition."),
  started: z.boolean().describe("Whether it was ever started by this resource."),
  waitingFor: z.array(z.string()).describe("What must change on the host before it can be started."),
  machine: z.string().describe("The versioned machine, which is kept: `pc-q35-7.2`."),
  macs: z.array(z.string()).describe("MAC addresses of its network cards, in order."),
  domainUuid: z.string().describe("The domain's UUID."),
});

export type DomainInputs = z.infer<typeof domainInputs>;
export type DomainState = DomainInputs & z.infer<typeof domainOutputs>;

function isPowerOfTwo(bytes: number): boolean {
  return bytes >= MEBIBYTE && Number.isInteger(Math.log2(bytes));
}
