import type { CpuFacts, Distribution, InstalledKernel, KernelFacts } from "./model/facts/kernel.ts";
import type { LibvirtFacts } from "./model/facts/libvirt.ts";
import type { Lifelines } from "./model/facts/lifelines.ts";
import type { Observation } from "./model/facts/observation.ts";
import type { PackageFacts } from "./model/facts/packages.ts";
import type { PciDevice } from "./model/facts/pci.ts";
import { defaultPackages } from "./packages/default-packages.ts";
import { type DisplayCard, displayCards } from "./pci/cards.ts";
import { endpointsOf } from "./pci/display-functions.ts";
import { decideIommu, iommuTokens } from "./pci/iommu.ts";
import type { Check } from "./preflight/check.ts";
import { preflight } from "./preflight/preflight.ts";

/** A host as it is: what was read, and what follows from it. */
export interface HostFacts {
  /** The host as users know it: `ops@ws1:22`. */
  readonly host: string;
  readonly distribution: Distribution;
  readonly machine: KernelFacts["machine"];
  readonly cpu: CpuFacts;
  readonly memoryBytes: number;
  readonly firmware: KernelFacts["firmware"];
  readonly secureBoot: KernelFacts["secureBoot"];
  readonly kernel: HostKernelFacts;
  readonly bootLoader: HostBootLoader;
  /** The tool that makes the initramfs. */
  readonly initramfs: Observation["initramfs"]["tool"];
  readonly iommu: HostIommu;
  /** All PCI functions, bridges too, in the order of their addresses. */
  readonly devices: readonly PciDevice[];
  /** Every card with a display function, and whether it can be passed through. */
  readonly cards: readonly DisplayCard[];
  /** The way in and the disks, followed to PCI functions. */
  readonly lifelines: Lifelines;
  /** For every card, by its slot: what must be known before it is passed through, question by question, with nothing allowed. */
  readonly preflight: Readonly<Record<string, readonly Check[]>>;
  readonly virtualisation: HostVirtualisation;
  readonly packages: HostPackages;
}

export interface HostKernelFacts {
  /** Release of the running kernel. */
  readonly running: string;
  readonly installed: readonly InstalledKernel[];
  /** What the running kernel was started with. */
  readonly commandLine: string;
  /** Arguments of the entry that the next boot starts; absent where unknown. */
  readonly configuredCommandLine?: string | undefined;
  /** Different after every boot. */
  readonly bootId: string;
  readonly uptimeSeconds: number;
}

export interface HostBootLoader {
  readonly name: Observation["bootLoader"]["loader"];
  /** Why it is taken for that. */
  readonly evidence: readonly string[];
}

export interface HostIommu {
  /** The one answer to "is it on?". */
  readonly state: "on" | "off-in-firmware" | "off-in-kernel" | "pending-reboot" | "unknown";
  /** What decides it. */
  readonly because: string;
  /** What to do; absent when it is on. */
  readonly next?: string | undefined;
  /** Tokens that an installed kernel needs on its command line to switch it on. */
  readonly neededTokens: Readonly<Record<string, string>>;
  readonly groups: number;
  /** Bits of an address that it can map (Intel): a guest must not use more. */
  readonly addressWidth?: number | undefined;
}

export interface HostVirtualisation {
  readonly libvirt: LibvirtFacts["state"];
  readonly libvirtVersion?: string | undefined;
  readonly qemuVersion?: string | undefined;
  /** How guests run here: `kvm`, or plain emulation (`qemu`). */
  readonly guestType?: "kvm" | "qemu" | undefined;
  /** Firmware that libvirt can give a guest: `efi`, `bios`. */
  readonly firmware: readonly string[];
}

/** The packages that a host of this distribution needs for guests. */
export interface HostPackages {
  /** The program that installs packages here. */
  readonly manager?: PackageFacts["manager"];
  /** Those that are installed, with their versions. */
  readonly installed: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
}

/** Turns everything that was read into the facts that users see. */
export function hostFacts(host: string, observation: Observation): HostFacts {
  const { kernel, bootLoader, initramfs, pci, lifelines, libvirt, packages } = observation;
  const { distribution, machine, cpu, memoryBytes, firmware, secureBoot, iommu } = kernel;
  const { running, installed, commandLine, bootId, uptimeSeconds } = kernel;
  const cards = displayCards({ pci, lifelines, kernel });
  return {
    host,
    distribution,
    machine,
    cpu,
    memoryBytes,
    firmware,
    secureBoot,
    kernel: {
      running,
      installed,
      commandLine,
      configuredCommandLine: bootLoader.defaultEntry?.commandLine,
      bootId,
      uptimeSeconds,
    },
    bootLoader: { name: bootLoader.loader, evidence: bootLoader.evidence },
    initramfs: initramfs.tool,
    iommu: {
      ...decideIommu(observation),
      neededTokens: iommuTokens(kernel),
      groups: iommu.groups,
      addressWidth: iommu.addressWidth,
    },
    devices: pci,
    cards,
    lifelines,
    preflight: Object.fromEntries(
      cards.map(({ slot }) => [slot, preflight(observation, { functions: endpointsOf(slot, pci) })]),
    ),
    virtualisation: virtualisationOf(libvirt),
    packages: packagesOf(packages, distribution),
  };
}

function virtualisationOf(libvirt: LibvirtFacts): HostVirtualisation {
  if (libvirt.state !== "ready") return { libvirt: libvirt.state, firmware: [] };
  const { libvirtVersion, qemuVersion, capabilities } = libvirt;
  return {
    libvirt: "ready",
    libvirtVersion,
    qemuVersion,
    guestType: capabilities?.virtType,
    firmware: capabilities?.firmware ?? [],
  };
}

function packagesOf({ manager, installed }: PackageFacts, distribution: Distribution): HostPackages {
  const needed = defaultPackages(distribution) ?? [];
  const found = needed.flatMap((name) => {
    const version = installed[name];
    return version === undefined ? [] : [[name, version] as const];
  });
  return {
    manager,
    installed: Object.fromEntries(found),
    missing: needed.filter((name) => installed[name] === undefined),
  };
}
