import { z } from "zod";
import { type HostFacts, hostFacts } from "../../host/host-facts.ts";
import type { InvokeType } from "../contract/invoke.ts";
import { cardSchema, deviceSchema, lifelineSchema } from "./pci-schemas.ts";
import { preflightSchema } from "./preflight-schemas.ts";

const kernelSchema = z.object({
  running: z.string().describe("Release of the running kernel."),
  installed: z
    .array(
      z.object({
        release: z.string(),
        image: z.string().optional(),
        initrd: z.string().optional(),
        vfioPci: z.enum(["module", "builtin", "absent", "unknown"]),
        kvm: z.enum(["module", "builtin", "absent", "unknown"]).optional(),
        intelIommuDefault: z.enum(["on", "on-except-integrated-graphics", "off", "unknown"]),
      }),
    )
    .describe("Installed kernels, oldest first."),
  commandLine: z.string().describe("What the running kernel was started with."),
  configuredCommandLine: z.string().optional().describe("Arguments of the entry that the next boot starts."),
  bootId: z.string().describe("Different after every boot."),
  uptimeSeconds: z.number(),
});

const iommuSchema = z.object({
  state: z.enum(["on", "off-in-firmware", "off-in-kernel", "pending-reboot", "unknown"]),
  because: z.string().describe("What decides it."),
  next: z.string().optional().describe("What to do; absent when it is on."),
  neededTokens: z.record(z.string(), z.string()).describe("Tokens that an installed kernel needs."),
  groups: z.number(),
  addressWidth: z.number().optional().describe("Bits of an address that it can map (Intel)."),
});

const cpuSchema = z.object({
  vendor: z.enum(["intel", "amd", "other"]),
  virtualisation: z.enum(["vmx", "svm"]).optional(),
  physicalAddressBits: z.number().optional(),
  model: z.string().optional(),
  threads: z.number(),
  processors: z.array(z.number()).optional().describe("Numbers of the processors that are online."),
  gigabytePages: z.boolean().optional().describe("Whether it has pages of 1 GiB (flag pdpe1gb)."),
});

/** `getHostFacts`: everything that is known of the provider's host, read in one round trip that the whole run shares. */
export const getHostFacts: InvokeType<Record<string, never>, HostFacts> = {
  name: "getHostFacts",
  description: "Everything that is known of the host; reading it changes nothing.",
  inputs: z.strictObject({}),
  outputs: z.object({
    host: z.string().describe("The host as people name it: ops@ws1:22."),
    distribution: z
      .object({
        id: z.string(),
        like: z.array(z.string()),
        version: z.string().optional(),
        name: z.string(),
      })
      .describe("The distribution, from os-release."),
    machine: z
      .object({ vendor: z.string().optional(), product: z.string().optional() })
      .describe("What the firmware calls the machine."),
    cpu: cpuSchema.describe("The processor."),
    memoryBytes: z.number().describe("Memory that the kernel has, in bytes."),
    firmware: z.enum(["uefi", "bios"]).describe("How the host was booted."),
    secureBoot: z.enum(["on", "off", "unknown"]).describe("Whether Secure Boot is on."),
    kernel: kernelSchema.describe("The running and the installed kernels, and their command line."),
    bootLoader: z
      .object({ name: z.enum(["grub", "systemd-boot", "unknown"]), evidence: z.array(z.string()) })
      .describe("The boot loader that started the host."),
    initramfs: z
      .enum(["initramfs-tools", "dracut", "mkinitcpio", "unknown"])
      .describe("The tool that makes the initramfs."),
    iommu: iommuSchema.describe("Whether the IOMMU is on, as one decided answer."),
    devices: z.array(deviceSchema).describe("All PCI functions, in the order of their addresses."),
    cards: z
      .array(cardSchema)
      .describe("Every card with a display function, and whether it can be passed through."),
    lifelines: z
      .object({ network: lifelineSchema, disks: lifelineSchema })
      .describe("The way in and the disks, followed to PCI functions."),
    preflight: preflightSchema.describe(
      "For every card, by its slot: what must be known before it is passed through, question by question.",
    ),
    virtualisation: z
      .object({
        libvirt: z.enum(["absent", "unreachable", "ready"]),
        libvirtVersion: z.string().optional(),
        qemuVersion: z.string().optional(),
        guestType: z.enum(["kvm", "qemu"]).optional(),
        firmware: z.array(z.string()),
      })
      .describe("libvirt, QEMU and the guest firmware it offers."),
    packages: z
      .object({
        manager: z.enum(["apt", "dnf", "pacman", "zypper"]).optional(),
        installed: z.record(z.string(), z.string()),
        missing: z.array(z.string()),
      })
      .describe("The packages that a host of this distribution needs for guests."),
  }),
  run: async ({ host }) => {
    const observation = await host.observe();
    const connection = await host.connection();
    return hostFacts(connection.host, observation);
  },
};
