import { z } from "zod";
import type { Immutable } from "../immutable.ts";

/** The system, the kernels it has and the machine under it. */
export interface KernelFacts {
  readonly distribution: Distribution;
  /** Release of the running kernel (`6.1.0-56-amd64`). */
  readonly running: string;
  /** Installed kernels, oldest first (by version order). */
  readonly installed: readonly InstalledKernel[];
  /** What the running kernel was started with, as in /proc/cmdline. */
  readonly commandLine: string;
  /** Different after every boot: a UUID. */
  readonly bootId: string;
  readonly uptimeSeconds: number;
  readonly cpu: CpuFacts;
  readonly memoryBytes: number;
  readonly machine: Machine;
  readonly firmware: "uefi" | "bios";
  readonly secureBoot: "on" | "off" | "unknown";
  readonly iommu: IommuFacts;
  /** Drivers of PCI functions that are built into the running kernel. Absent = not looked at. */
  readonly builtinDrivers?: readonly string[] | undefined;
}

export const distributionSchema = z
  .object({
    id: z.string().describe("`debian`, `ubuntu`, `fedora`, `arch`, …; `linux` if nothing is said."),
    like: z.array(z.string()).describe("The distributions it derives from, nearest first."),
    version: z.string().optional().describe("Version; absent on rolling releases."),
    name: z.string().describe("Name for users: `Debian GNU/Linux 12 (bookworm)`."),
  })
  .meta({ id: "Distribution", description: "The distribution, from os-release." });

/** The distribution, from os-release. */
export type Distribution = Immutable<z.output<typeof distributionSchema>>;

const moduleForm = z.enum(["module", "builtin", "absent", "unknown"]);

export const installedKernelSchema = z
  .object({
    release: z.string().describe("Release: `6.1.0-56-amd64`."),
    image: z.string().optional().describe("Path of its image, if there is one (`/boot/vmlinuz-…`)."),
    initrd: z.string().optional().describe("Path of its initramfs (`/boot/initrd.img-…`)."),
    vfioPci: moduleForm.describe("How it has vfio-pci."),
    kvm: moduleForm
      .optional()
      .describe("How it has KVM; KVM's modules for Intel and AMD follow it. Absent if not looked at."),
    intelIommuDefault: z
      .enum(["on", "on-except-integrated-graphics", "off", "unknown"])
      .describe("What an Intel IOMMU does without `intel_iommu=`, from the kernel's configuration."),
  })
  .meta({
    id: "InstalledKernel",
    description: "A kernel with a folder in /lib/modules or an image in /boot.",
  });

/** A kernel with a folder in /lib/modules or an image in /boot. */
export type InstalledKernel = Immutable<z.output<typeof installedKernelSchema>>;

/**
 * How a kernel has a driver: options of a `builtin` one come from the command line, those of a `module` from
 * modprobe.
 */
export type ModuleForm = z.output<typeof moduleForm>;

export const cpuSchema = z
  .object({
    vendor: z.enum(["intel", "amd", "other"]).describe("Who makes it."),
    virtualisation: z
      .enum(["vmx", "svm"])
      .optional()
      .describe("The flag of hardware virtualisation; absent if missing or off in the firmware."),
    physicalAddressBits: z.number().optional().describe("Bits of a physical address."),
    model: z.string().optional().describe("The model's name."),
    threads: z.number().describe("Number of processors, as the kernel counts them."),
    processors: z
      .array(z.number())
      .optional()
      .describe("Numbers of the processors that are online. Absent if unknown."),
    gigabytePages: z
      .boolean()
      .optional()
      .describe("Whether it has pages of 1 GiB (flag pdpe1gb). Absent if unknown."),
  })
  .meta({ id: "CpuFacts", description: "The processor, from /proc/cpuinfo." });

/** The processor, from /proc/cpuinfo. */
export type CpuFacts = Immutable<z.output<typeof cpuSchema>>;

export const machineSchema = z
  .object({
    vendor: z.string().optional().describe("Who makes it."),
    product: z.string().optional().describe("The product's name."),
  })
  .meta({ id: "Machine", description: "What the firmware calls the machine." });

/** What the firmware calls the machine. */
export type Machine = Immutable<z.output<typeof machineSchema>>;

/** What the firmware and the kernel show of an IOMMU; `decideIommu` makes an answer of it. */
export interface IommuFacts {
  /** ACPI tables that announce one: `DMAR` (Intel), `IVRS` (AMD). */
  readonly tables: readonly ("DMAR" | "IVRS")[];
  /** Whether the ACPI tables could be looked at, so that "no table" is an answer. */
  readonly tablesReadable: boolean;
  /** Active units (`dmar0`, `ivhd0`). */
  readonly units: readonly string[];
  /** Number of IOMMU groups. */
  readonly groups: number;
  /** The narrowest unit's address width in bits (Intel): a guest must not use more. */
  readonly addressWidth?: number | undefined;
}
