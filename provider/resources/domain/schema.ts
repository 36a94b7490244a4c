import { z } from "zod";
import { byteSizeCodec, pciAddressCodec } from "../../../host/model/codecs.ts";
import { absolutePath, libvirtName } from "../../schema/fields.ts";
import { disk, hostdev, network, serial, sharedMemory } from "./device-schemas.ts";

const MEBIBYTE = 2 ** 20;

/** What the resource is, for users. */
export const description = `
A virtual machine of libvirt on q35, with devices of the host. An update never undefines it: the new
definition replaces the old one and a running guest keeps running. \`pendingRestart\` then says that it still
runs with the old definition, unless \`restart: "graceful"\` shuts it down and starts it. UUID, MAC addresses,
machine version, firmware variables and the slots of devices are kept. Additions by libvirt or by other users
stay until something declared changes; then the definition is written again without them.

    const guest = new vfio.Domain("win11", {
      name: "win11",
      memory: "16 GiB",
      vcpus: 8,
      disks: [{ file: disk.path }],
      networks: [{ network: "default" }],
      hostdevs: kernel.addresses,
      sharedMemory: [{ name: "looking-glass", size: "64 MiB" }],
    });

A domain of that name that this resource did not create is refused; \`pulumi import vfio:index:Domain win11
<name or UUID>\` adopts it. The guest is started when every device is bound to vfio-pci. Until then it is
defined, and \`waitingFor\` says what is missing. With \`awaitsReboot: kernel.rebootRequired\` it waits for a
reboot by the user, and the waiting is no drift. If a start fails, the domain stays defined and recorded, and
the next \`up\` tries again. An inactive virtual network that it needs is started. Deleting shuts the guest
down, and switches it off after \`shutdownTimeout\`. The variables of its firmware and TPM stay in
/var/lib/libvirt unless \`deleteNvram\` is true.
`.trim();

/** What users declare of a domain. */
export const domainInputs = z
  .strictObject({
    name: libvirtName.describe("The domain's name in libvirt. Changing it replaces the domain."),
    uuid: z
      .uuid()
      .optional()
      .describe(
        "The domain's UUID. Default: libvirt chooses one, which is kept. Changing it replaces the domain.",
      ),
    title: z.string().optional().describe("A short description for users; libvirt shows it in lists."),
    memory: byteSizeCodec
      .refine((bytes) => bytes % MEBIBYTE === 0, { error: "must be whole mebibytes" })
      .describe("Memory of the guest, with unit: `16 GiB`."),
    vcpus: z.int().min(1).max(288).describe("Number of virtual processors, 1 to 288."),
    cpu: z
      .enum(["host-passthrough", "host-model", "maximum"])
      .optional()
      .describe(
        "The processor that the guest sees. Default: `host-passthrough` with kvm, `maximum` in emulation.",
      ),
    addressBits: z
      .int()
      .min(32)
      .max(64)
      .optional()
      .describe(
        "Physical address bits of the guest. Default: the IOMMU's if it has fewer than the processor, " +
          "else libvirt's default.",
      ),
    type: z
      .enum(["auto", "kvm", "qemu"])
      .default("auto")
      .describe(
        "`kvm`, `qemu` (plain emulation, slow), or `auto` (default): kvm if it works when the domain " +
          "is created; kept afterwards.",
      ),
    firmware: z
      .enum(["efi", "bios"])
      .default("efi")
      .describe("The guest's firmware; libvirt chooses its files. Default `efi`."),
    secureBoot: z
      .boolean()
      .default(false)
      .describe("Whether the firmware accepts signed boot loaders only. Default false."),
    kernel: absolutePath
      .optional()
      .describe("Absolute path of a kernel on the host to boot directly, without a boot loader."),
    initrd: absolutePath.optional().describe("Absolute path of the initramfs for `kernel`."),
    commandLine: z.string().optional().describe("The command line for `kernel`."),
    clock: z
      .enum(["utc", "localtime"])
      .default("utc")
      .describe("What the guest's clock shows at start: `localtime` for Windows. Default `utc`."),
    disks: z.array(disk).default([]).describe("Disks, in order."),
    networks: z.array(network).default([]).describe("Network cards, in order."),
    hostdevs: z
      .array(z.union([pciAddressCodec, hostdev]))
      .default([])
      .describe(
        "Devices of the host that the guest gets: addresses of their PCI functions, or objects that " +
          "say more. Functions of one card share one slot in the guest, too.",
      ),
    sharedMemory: z
      .array(sharedMemory)
      .default([])
      .describe("Memory shared with the host, as Looking Glass needs it."),
    serial: serial.default({}).describe("The serial console; `virsh console` always reaches it."),
    graphics: z
      .enum(["spice", "vnc", "none"])
      .default("spice")
      .describe("Remote graphics, on 127.0.0.1 only. Default `spice`."),
    video: z
      .enum(["vga", "virtio", "qxl", "bochs", "none"])
      .optional()
      .describe("The emulated graphics card. Default: `none` without graphics, else `vga`."),
    sound: z.enum(["ich9", "none"]).default("none").describe("An emulated sound card. Default `none`."),
    tpm: z
      .boolean()
      .default(false)
      .describe(
        "Whether the guest has an emulated TPM 2.0, which Windows 11 requires; needs swtpm. Default " +
          "false.",
      ),
    extraDevices: z
      .array(z.string())
      .default([])
      .describe(
        "More devices, each one XML element as libvirt documents it: `<watchdog model='i6300esb'/>`.",
      ),
    qemuArguments: z
      .array(z.string())
      .default([])
      .describe("More arguments for QEMU, for what libvirt cannot express."),
    power: z
      .enum(["on", "off", "once", "unmanaged"])
      .default("on")
      .describe(
        "`on` (default): the guest runs; one that has stopped is drift and is started again. `off`: " +
          "it does not run. `once`: it is started after it was created, and may then power itself off. " +
          "`unmanaged`: it is never started or stopped.",
      ),
    awaitsReboot: z
      .boolean()
      .default(false)
      .describe(
        "Whether the host must be rebooted before this domain can start, as `rebootRequired` of " +
          "HostKernel says. While it is true and a device is not bound to vfio-pci, the domain is " +
          "defined but not started, and being off is no drift. Default false.",
      ),
    autostart: z.boolean().default(false).describe("Whether the guest starts with the host. Default false."),
    restart: z
      .enum(["never", "graceful"])
      .default("never")
      .describe(
        "What happens when a change needs a restart of a running guest. `never` (default): only " +
          "`pendingRestart` says so. `graceful`: the guest is shut down and started.",
      ),
    shutdownTimeout: z
      .int()
      .min(1)
      .max(3_600)
      .default(120)
      .describe("Seconds that a guest has to shut down, 1 to 3600. Default 120."),
    keepHostAwake: z
      .boolean()
      .default(false)
      .describe(
        "Whether the host stays awake while this guest runs, by a lock of systemd-logind. A card that " +
          "a guest has does not survive a suspend of the host. Default false.",
      ),
    deleteNvram: z
      .boolean()
      .default(false)
      .describe("Whether deleting also deletes the variables of its firmware and its TPM. Default false."),
  })
  .describe("A guest of libvirt on q35.");

/** What is known of a domain beyond that. */
export const domainOutputs = z.strictObject({
  status: z.string().describe("State in libvirt: `running`, `shut off`, `paused`, …"),
  pendingRestart: z.boolean().describe("Whether the running guest still has an older definition."),
  started: z.boolean().describe("Whether this resource has ever started it."),
  waitingFor: z.array(z.string()).describe("What must change on the host before it can be started."),
  machine: z.string().describe("The versioned machine type, which is kept: `pc-q35-7.2`."),
  macs: z.array(z.string()).describe("MAC addresses of its network cards, in order."),
  domainUuid: z.string().describe("The domain's UUID in libvirt."),
});

export type DomainInputs = z.infer<typeof domainInputs>;
export type DomainState = DomainInputs & z.infer<typeof domainOutputs>;
