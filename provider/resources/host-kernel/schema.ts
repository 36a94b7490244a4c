import { z } from "zod";
import { settingProperties } from "../../../host/boot/settings/all-settings.ts";
import { selectorCodec } from "../../../host/model/codecs.ts";
import { argumentProblem } from "../../../host/model/command-line/arguments.ts";
import { toolNames } from "../../../host/model/facts/initramfs-facts.ts";

const kernelArguments = z
  .record(z.string(), z.union([z.string(), z.literal(true)], { error: "must be a text or true" }))
  .superRefine((args, context) => {
    for (const [name, value] of Object.entries(args)) {
      const message = argumentProblem(name, value);
      if (message !== undefined) context.addIssue({ code: "custom", message, path: [name] });
    }
  });

/** What the resource is, for users. */
export const description = `
How the host boots: kernel arguments, module options, and the devices that are bound to vfio-pci from the
start. One per host. Everything is staged together, needs at most one reboot, and is verified after it.
\`pulumi preview\` first lists each file, argument and device, and why a reboot is needed. Deleting restores
the host byte for byte.

    const kernel = new vfio.HostKernel("kernel", { devices: ["auto"], reboot: "auto" });
    export const passedThrough = kernel.addresses;

Some devices are refused before anything is touched, in a preview too: the boot display, the network device of
the SSH session, the disks of the system, anything in their IOMMU groups, bridges, and groups that are not
viable. So is whatever else docs/kernel.md lists as a hard question of the preflight.
`.trim();

const overlay = z
  .strictObject({
    path: z.string().describe("Where it is on the host."),
    bind: z.string().describe("Hexadecimal sha256 of the bind script in it."),
    kernels: z
      .string()
      .describe("The installed kernels whose vfio modules it contains, separated by spaces."),
  })
  .meta({
    id: "BootOverlay",
    description:
      "The small initrd that binds the devices. It is loaded before the host's own, which stays as it is.",
  });

const images = z.record(
  z.string(),
  z
    .strictObject({
      kernel: z.string().describe("The kernel that it is for."),
      tool: z.enum(toolNames).describe("The tool that builds it."),
      bind: z.string().describe("Hexadecimal sha256 of the bind script in it."),
    })
    .meta({
      id: "BootImage",
      description: "An initramfs image of the host with the script that binds the devices.",
    }),
);

/** Declared inputs. The last four are worked out: they may be absent or equal to what is worked out. */
export const inputs = z
  .strictObject({
    devices: z
      .array(selectorCodec)
      .min(1)
      .describe(
        "The devices to pass through. Each is an address (`0000:01:00.0`), a slot (`01:00`, all its " +
          "functions), ids (`10de:1b80`), or `auto`: the only display card that is not the boot " +
          "display, with all functions of its slot. The card that `auto` has chosen stays chosen while " +
          "it is there.",
      ),
    allowBootDisplay: z
      .boolean()
      .default(false)
      .describe(
        "Whether the boot display may be passed through. The host then shows no picture after the " +
          "boot. If the firmware's picture still occupies the card, the kernel argument that frees it " +
          "is added. Default false.",
      ),
    allowUnknownLifelines: z
      .boolean()
      .default(false)
      .describe(
        "Whether to continue if the network device of the SSH session, or a disk of the system, could " +
          "not be traced to its hardware. Default false.",
      ),
    allowDisplayInUse: z
      .boolean()
      .default(false)
      .describe(
        "Whether to pass through a card on which a program shows a picture now. The picture is lost " +
          "with the reboot. Default false.",
      ),
    allowUnsafeInterrupts: z
      .boolean()
      .default(false)
      .describe(
        "Whether to continue without interrupt remapping " +
          "(`vfio_iommu_type1.allow_unsafe_interrupts=1`). A guest could then send interrupts to the " +
          "host that are not its own. Default false.",
      ),
    commandLine: kernelArguments
      .default({})
      .describe(
        'More kernel arguments by name, such as `{ mitigations: "off" }`; true stands for a flag. ' +
          "This resource adds `vfio_bind`, `iommu` and, where the kernel needs it, `intel_iommu`. It " +
          "refuses these three here, and characters with a meaning in a GRUB menu.",
      ),
    modprobe: z
      .record(z.string(), z.record(z.string(), z.string()))
      .default({})
      .describe(
        "Options of kernel modules: module, option, value. They are written to " +
          "/etc/modprobe.d/pulumi-vfio.conf and take effect at the next boot.",
      ),
    iommuPassthrough: z
      .boolean()
      .default(true)
      .describe(
        "Whether the host's own devices bypass the IOMMU's translation (`iommu=pt`), which is faster. " +
          "Default true.",
      ),
    binding: z
      .enum(["auto", "overlay", "rebuild", "ids"])
      .default("auto")
      .describe(
        "How the devices are bound to vfio-pci at boot. `overlay`: by a script in a small initrd, " +
          "loaded before the host's own, which stays as it is. `rebuild`: by the same script in the " +
          "host's own images, which are rebuilt. `ids`: by `vfio-pci.ids=`, without a script, if no " +
          "other device has these ids. `auto` (default): overlay if the boot loader and the initramfs " +
          "tool allow it; else ids if vfio-pci is built into every kernel; else rebuild. The preview " +
          "says which, and why. `rebuild` makes images larger and slower to build; `ids` does not look " +
          "at the address.",
      ),
    ...settingProperties,
    reboot: z
      .enum(["auto", "manual"])
      .default("manual")
      .describe(
        "`auto`: reboot the host if, and only if, the running system differs from the configuration, " +
          "and verify it afterwards. `manual` (default, because a reboot needs consent): never; " +
          "`rebootRequired` and a warning say when one is needed.",
      ),
    rebootTimeout: z
      .int()
      .min(30)
      .max(7_200)
      .default(600)
      .describe("Seconds from a reboot until a login works again, 30 to 7200. Default 600."),
    allowUnprotectedReboot: z
      .boolean()
      .default(false)
      .describe(
        "Whether to reboot without a trial. A host that does not come up with the new configuration " +
          "then stays down until someone is at its console. Default false: such a reboot is refused.",
      ),
    allowUnprovenBaseline: z
      .boolean()
      .default(false)
      .describe(
        "Whether to try a new configuration although the boot entry to fall back to has not been " +
          "booted as it is now, such as after a kernel update. Default false: refused.",
      ),
  })
  .describe("How a host should boot.");

/** Outputs. */
export const outputs = z.strictObject({
  functions: z
    .record(z.string(), z.string())
    .describe("The functions that `devices` stands for, address to `vendor:device`."),
  files: z.record(z.string(), z.string()).describe("The exact text of every file that is written, by path."),
  overlay: overlay
    .optional()
    .describe("The small initrd that binds the functions, loaded before the host's own; absent without one."),
  images: images
    .optional()
    .describe(
      "The host's own images that contain the script or load vfio-pci early, by path; absent without any.",
    ),
  addresses: z.array(z.string()).describe("Addresses of the functions, in their order."),
  rebootRequired: z
    .boolean()
    .describe("Whether the host must be rebooted before the running system is as configured."),
  rebootReasons: z.array(z.string()).describe("Why a reboot is required."),
  bootedWith: z.string().describe("The running kernel's command line."),
  overlayHash: z.string().describe("Hexadecimal sha256 of the overlay initrd; empty without one."),
  iommu: z
    .string()
    .describe("State of the IOMMU: `on`, `off-in-firmware`, `off-in-kernel`, `pending-reboot` or `unknown`."),
  reboots: z.int().describe("Number of times this resource has rebooted the host."),
  originalDrivers: z
    .record(z.string(), z.string())
    .describe("The driver that each function was bound to before, by address; empty for none."),
});

/** What users write: texts where inside there are values. */
export type Written = z.input<typeof inputs>;
type Outputs = z.infer<typeof outputs>;
/** What is declared, and what `check` has worked out from it; without that before a check. */
export type Inputs = z.infer<typeof inputs> &
  Partial<Pick<Outputs, "functions" | "files" | "overlay" | "images">>;
export type State = Inputs & Outputs;
