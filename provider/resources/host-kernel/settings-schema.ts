import { z } from "zod";
import { sysctlProblem } from "../../../host/boot/settings/sysctl.ts";
import { parseCpuList } from "../../../host/model/cpu-list.ts";

const sysctl = z.record(z.string(), z.string()).superRefine((values, context) => {
  for (const [name, value] of Object.entries(values)) {
    const message = sysctlProblem(name, value);
    if (message !== undefined) context.addIssue({ code: "custom", message, path: [name] });
  }
});

const hugepages = z.strictObject({
  size: z
    .enum(["2M", "1G"])
    .describe("Size of a page. `1G` needs the processor flag pdpe1gb, and is refused without it."),
  count: z
    .int()
    .min(1)
    .describe(
      "Number of pages: the guest's memory divided by the size. Refused when less than 2 GiB would be left to the host.",
    ),
});

const kvm = z.strictObject({
  ignoreMsrs: z
    .boolean()
    .optional()
    .describe(
      "Whether a guest that reads a processor register which KVM does not know gets zero instead of a fault. Not for guests that run well without: it hides their errors.",
    ),
  reportIgnoredMsrs: z
    .boolean()
    .optional()
    .describe(
      "Whether ignored accesses are written to the kernel log; some guests make thousands. KVM's default is true.",
    ),
});

const vfioPci = z.strictObject({
  disableIdleD3: z
    .boolean()
    .optional()
    .describe(
      "Whether functions without a guest stay awake, for cards that do not come back from D3cold. Not for others: they use more power when idle.",
    ),
  d3coldAllowed: z
    .boolean()
    .optional()
    .describe(
      "Whether the power of the functions may be cut while they sleep (`d3cold_allowed`). False keeps it on, by a rule of udev and at once, for cards that do not come back from D3cold. Not for others: they use a little more power when idle. Default true.",
    ),
  disableVga: z
    .boolean()
    .optional()
    .describe(
      "Whether guests get no legacy VGA access to the card. Not with a guest that boots by BIOS: it needs that access for its picture.",
    ),
  noIntxMask: z
    .boolean()
    .optional()
    .describe(
      "Whether INTx interrupts are masked at the interrupt controller, for devices that only pretend to be able to mask them. Not otherwise: such an interrupt line cannot be shared.",
    ),
  enableSriov: z
    .boolean()
    .optional()
    .describe(
      "Whether virtual functions can be made while vfio-pci holds a device. Not when you do not trust the guest that has the device.",
    ),
});

/** The typed kernel settings of HostKernel, all optional. */
export const kernelSettings = {
  hugepages: hugepages
    .optional()
    .describe(
      "Memory that is set aside at boot in large pages, for the guest. Not for memory that the host needs too: it is taken from it for good. See docs/kernel.md.",
    ),
  isolateCpus: z
    .string()
    .refine((text) => parseCpuList(text) !== undefined, {
      error: "must be a list of processors such as 2-5,8",
    })
    .optional()
    .describe(
      "Processors that the host leaves to pinned guest threads, such as `2-5,8` (`isolcpus`, `nohz_full`, `rcu_nocbs`). Not without pinning: unpinned threads never run there. Never processor 0, and never all.",
    ),
  igfxOff: z
    .boolean()
    .optional()
    .describe(
      "Whether the graphics of an Intel processor are left out of the IOMMU (`intel_iommu=…,igfx_off`), for hosts whose picture flickers, freezes or stays black once it is on. Not without such trouble: the graphics can then reach all memory, and cannot be passed through. Default false.",
    ),
  kvm: kvm.optional().describe("Options of KVM."),
  vfioPci: vfioPci.optional().describe("Options of vfio-pci; they hold for all functions that it has."),
  acsOverride: z
    .enum(["downstream", "multifunction", "both"])
    .optional()
    .describe(
      "Splits IOMMU groups by pretending isolation that the hardware does not promise (`pcie_acs_override`). It weakens isolation, so it always warns; try another slot, or pass the whole group, first. Needs a patched kernel.",
    ),
  allowUnknownAcsPatch: z
    .boolean()
    .optional()
    .describe(
      "Whether `acsOverride` is written although it cannot be told if every installed kernel has the patch. Default false; a kernel that certainly lacks it is refused in any case.",
    ),
  sysctl: sysctl
    .optional()
    .describe(
      "Kernel settings by name, such as `vm.swappiness`: set at once without a reboot, kept in /etc/sysctl.d/90-pulumi-vfio.conf, and given back by destroy. Not for names that another file of /etc/sysctl.d sets, which may be read later.",
    ),
};

const shape = z.object(kernelSettings);

/** The kernel settings among inputs, and nothing else. */
export function settingsOf(news: z.infer<typeof shape>): z.infer<typeof shape> {
  return shape.parse(news);
}
