import { z } from "zod";
import { settingProperties } from "../../../host/boot/settings/all-settings.ts";
import { argumentProblem } from "../../../host/model/command-line/arguments.ts";
import { parseSelector } from "../../../host/pci/select.ts";
import { byteSizeText } from "../../schema/fields.ts";

const kernelArguments = z
  .record(z.string(), z.union([z.string(), z.literal(true)], { error: "must be a text or true" }))
  .superRefine((args, context) => {
    for (const [name, value] of Object.entries(args)) {
      const message = argumentProblem(name, value);
      if (message !== undefined) context.addIssue({ code: "custom", message, path: [name] });
    }
  });

const selector = z.string().refine((text) => parseSelector(text) !== undefined, {
  error: ({ input }) =>
    `${JSON.stringify(input)} must be an address (0000:01:00.0), a slot (01:00), ids (10de:1b80) or auto`,
});

/** Declared inputs. The last four are worked out: they may be absent or equal to what is worked out. */
export const inputs = z.strictObject({
  devices: z
    .array(selector)
    .min(1)
    .describe(
      "The functions to pass through: addresses (`0000:01:00.0`), slots (`01:00`, all functions of it), ids (`10de:1b80`), or `auto`: the one display " +
        "card that is not the boot display, with all functions of its slot.",
    ),
  allowBootDisplay: z
    .boolean()
    .default(false)
    .describe(
      "Whether the boot display may be taken from the host; it then has no picture after the boot. The kernel argument that frees the card of the " +
        "firmware's picture is added where something holds it. Default false.",
    ),
  allowUnknownLifelines: z
    .boolean()
    .default(false)
    .describe(
      "Whether to go on although the SSH session's network function or the system's disks could not be followed to hardware. Default false.",
    ),
  allowDisplayInUse: z
    .boolean()
    .default(false)
    .describe(
      "Whether a card may be taken on which a program shows a picture now; it loses that with the reboot. Default false.",
    ),
  allowUnsafeInterrupts: z
    .boolean()
    .default(false)
    .describe(
      "Whether to go on without interrupt remapping (`vfio_iommu_type1.allow_unsafe_interrupts=1`): a guest could then send interrupts to the host that are not its own. Default false.",
    ),
  commandLine: kernelArguments
    .default({})
    .describe(
      "Further kernel arguments by name; true stands for a flag. Completed with the arguments that this resource sets: `vfio_bind`, `iommu`, and " +
        "`intel_iommu` where the kernel needs it.",
    ),
  modprobe: z
    .record(z.string(), z.record(z.string(), z.string()))
    .default({})
    .describe(
      "Options of kernel modules: module, option, value; written to /etc/modprobe.d/pulumi-vfio.conf.",
    ),
  iommuPassthrough: z
    .boolean()
    .default(true)
    .describe(
      "Whether devices of the host itself bypass the IOMMU's translation (`iommu=pt`), which is faster. Default true.",
    ),
  binding: z
    .enum(["auto", "overlay", "rebuild", "ids"])
    .default("auto")
    .describe(
      "How the functions are bound at boot. `overlay`: by a script in a small initrd of its own, loaded before the host's, which is not rewritten. `rebuild`: by the script in the host's own images, which are " +
        "made anew. `ids`: by `vfio-pci.ids=`, without a script; only where the ids are those of no other function. `auto`: overlay where the boot loader and the initramfs tool allow it; else ids, where vfio-pci " +
        "is built into every kernel; else rebuild. Default auto; not rebuild without need, because an image is larger and slower to make, and not ids, because they do not look at the address.",
    ),
  ...settingProperties,
  guestMemory: byteSizeText
    .optional()
    .describe(
      "Memory of the guest that gets the functions, with unit: `16 GiB`. The preflight compares it with what is free; nothing else is made of it. Default: not compared.",
    ),
  reboot: z
    .enum(["auto", "manual"])
    .default("manual")
    .describe(
      "`auto`: the host is rebooted when, and only when, that is needed, and then verified. `manual`: it never is; `rebootRequired` says that it has to be. " +
        "Default manual, because a reboot needs consent.",
    ),
  rebootTimeout: z
    .int()
    .min(30)
    .max(7_200)
    .default(600)
    .describe("Seconds for a reboot until somebody can log in again. Default 600."),
  allowUnprotectedReboot: z
    .boolean()
    .default(false)
    .describe(
      "Whether to reboot without a trial: a host that does not come up with the new configuration then stays down until somebody is at its console. Default false.",
    ),
  allowUnprovenBaseline: z
    .boolean()
    .default(false)
    .describe(
      "Whether to try a new configuration although the entry that the host would return to has not been booted as it is now, such as after an update of the kernel. Default false.",
    ),
  functions: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      "Worked out, not to be set: the functions that `devices` stands for, address to `vendor:device`.",
    ),
  files: z
    .record(z.string(), z.string())
    .optional()
    .describe("Worked out, not to be set: the exact text of every file that is written, by path."),
  overlay: z
    .strictObject({
      path: z.string().describe("Where it is."),
      bind: z.string().describe("Hexadecimal sha256 of the bind script in it."),
      kernels: z.string().describe("The installed kernels whose vfio modules it holds, separated by blanks."),
    })
    .optional()
    .describe(
      "Worked out, not to be set: the small initrd that binds the functions, loaded before the host's own.",
    ),
  images: z
    .record(
      z.string(),
      z.strictObject({
        kernel: z.string().describe("The kernel that it is for."),
        tool: z.enum(["initramfs-tools", "dracut", "mkinitcpio"]).describe("What makes it."),
        bind: z.string().describe("Hexadecimal sha256 of the bind script in it."),
      }),
    )
    .optional()
    .describe(
      "Worked out, not to be set: the host's own images that carry the script instead of an overlay, by path.",
    ),
});

/** Outputs. */
export const outputs = z.strictObject({
  addresses: z.array(z.string()).describe("Addresses of the functions, in their order."),
  rebootRequired: z
    .boolean()
    .describe("Whether the running system is not as configured until the host is rebooted."),
  rebootReasons: z.array(z.string()).describe("Why a reboot is required."),
  bootedWith: z.string().describe("The running kernel's command line."),
  overlayHash: z.string().describe("Hexadecimal sha256 of the overlay initrd; empty when there is none."),
  iommu: z
    .string()
    .describe("State of the IOMMU: `on`, `off-in-firmware`, `off-in-kernel`, `pending-reboot` or `unknown`."),
  reboots: z.int().describe("How often this resource has rebooted the host."),
  originalDrivers: z
    .record(z.string(), z.string())
    .describe("The driver that held each function before; empty for none."),
});

export type Inputs = z.infer<typeof inputs>;
export type State = Inputs & z.infer<typeof outputs>;
