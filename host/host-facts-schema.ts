import { z } from "zod";
import { loaderNames } from "./model/facts/boot-loader-facts.ts";
import { toolNames } from "./model/facts/initramfs-facts.ts";
import {
  cpuSchema,
  distributionSchema,
  installedKernelSchema,
  machineSchema,
} from "./model/facts/kernel-facts.ts";
import { lifelinesSchema } from "./model/facts/lifelines-facts.ts";
import { pciDeviceSchema } from "./model/facts/pci-facts.ts";
import type { Immutable } from "./model/immutable.ts";
import { displayCardSchema } from "./pci/cards.ts";
import { checkSchema } from "./preflight/check.ts";

const kernelSchema = z
  .object({
    running: z.string().describe("Release of the running kernel: `6.1.0-56-amd64`."),
    installed: z.array(installedKernelSchema).describe("Installed kernels, oldest first."),
    commandLine: z.string().describe("The running kernel's command line."),
    configuredCommandLine: z
      .string()
      .optional()
      .describe("Arguments of the entry that the next boot starts; absent if that is unknown."),
    bootId: z.string().describe("A UUID that is different after every boot."),
    uptimeSeconds: z.number().describe("Seconds since the host was booted."),
  })
  .meta({
    id: "HostKernelFacts",
    description: "The running and the installed kernels, and their command line.",
  });

const bootLoaderSchema = z
  .object({
    name: z.enum([...loaderNames, "unknown"]).describe("The boot loader."),
    evidence: z.array(z.string()).describe("How it was recognised."),
  })
  .meta({ id: "HostBootLoader", description: "The boot loader that started the host." });

const iommuSchema = z
  .object({
    state: z
      .enum(["on", "off-in-firmware", "off-in-kernel", "pending-reboot", "unknown"])
      .describe('The one answer to "is it on?".'),
    because: z.string().describe("What decides it."),
    next: z.string().optional().describe("What to do; absent if it is on."),
    neededTokens: z
      .record(z.string(), z.string())
      .describe("Kernel arguments that an installed kernel needs to switch it on."),
    groups: z.number().describe("Number of IOMMU groups."),
    addressWidth: z
      .number()
      .optional()
      .describe("Bits of an address that it can map (Intel); a guest must not use more."),
  })
  .meta({ id: "HostIommu", description: "Whether the IOMMU is on, as one decided answer." });

const virtualisationSchema = z
  .object({
    libvirt: z.enum(["absent", "unreachable", "ready"]).describe("Whether libvirt can be used."),
    libvirtVersion: z.string().optional().describe("libvirt's version."),
    qemuVersion: z.string().optional().describe("QEMU's version."),
    guestType: z
      .enum(["kvm", "qemu"])
      .optional()
      .describe("How guests run here: `kvm`, or plain emulation (`qemu`)."),
    firmware: z.array(z.string()).describe("Firmware that libvirt can give a guest: `efi`, `bios`."),
  })
  .meta({ id: "HostVirtualisation", description: "libvirt, QEMU and the guest firmware that they offer." });

const packagesSchema = z
  .object({
    manager: z
      .enum(["apt", "dnf", "pacman", "zypper"])
      .optional()
      .describe("The program that installs packages here; absent if none of these is found."),
    installed: z
      .record(z.string(), z.string())
      .describe("The needed packages that are installed, with their versions."),
    missing: z.array(z.string()).describe("The needed packages that are missing."),
  })
  .meta({
    id: "HostPackages",
    description: "The packages that a host of this distribution needs for guests.",
  });

/** The schema of everything that is known of a host: it is published, and the source of the type. */
export const hostFactsSchema = z
  .object({
    host: z.string().describe("The host's name for users: `ops@ws1:22`."),
    distribution: distributionSchema,
    machine: machineSchema,
    cpu: cpuSchema,
    memoryBytes: z.number().describe("Memory that the kernel has, in bytes."),
    firmware: z.enum(["uefi", "bios"]).describe("How the host was booted."),
    secureBoot: z.enum(["on", "off", "unknown"]).describe("Whether Secure Boot is on."),
    kernel: kernelSchema,
    bootLoader: bootLoaderSchema,
    initramfs: z.enum([...toolNames, "unknown"]).describe("The tool that builds the initramfs."),
    iommu: iommuSchema,
    devices: z
      .array(pciDeviceSchema)
      .describe("All PCI functions, bridges too, in the order of their addresses."),
    cards: z
      .array(displayCardSchema)
      .describe("Every card with a display function, and whether it can be passed through."),
    lifelines: lifelinesSchema,
    preflight: z
      .record(z.string(), z.array(checkSchema))
      .describe(
        "For every card, by its slot: the answers of the preflight, question by question, with nothing allowed.",
      ),
    virtualisation: virtualisationSchema,
    packages: packagesSchema,
  })
  .meta({ id: "HostFacts", description: "A host as it is: what was read, and what follows from it." });

/** A host as it is: what was read, and what follows from it. */
export type HostFacts = Immutable<z.output<typeof hostFactsSchema>>;
