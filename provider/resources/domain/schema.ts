import { z } from "zod";
import { parseByteSize } from "../../../host/model/byte-size.ts";
import { absolutePath, byteSizeText, libvirtName } from "../../schema/fields.ts";
import { disk, hostdev, network, pciAddress, serial, sharedMemory } from "./device-schemas.ts";

const MEBIBYTE = 2 ** 20;

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
  awaitsReboot: z
    .boolean()
    .default(false)
    .describe(
      "Whether the host must be rebooted before this domain can start, such as `rebootRequired` of HostKernel says. While it is true and a " +
        "function is not held by vfio-pci, the domain is defined and not started, and that it is off is no difference. Default false.",
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
  keepHostAwake: z
    .boolean()
    .default(false)
    .describe(
      "Whether the host does not sleep while this guest runs, by a lock of systemd-logind. A card that a guest has does not survive a suspend of the host. Default false.",
    ),
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
