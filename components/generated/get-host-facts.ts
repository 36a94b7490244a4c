// Generated from the zod schemas of the provider by `npm run generate`. Change those, not this file.
import * as pulumi from "@pulumi/pulumi";

/**
 * Everything that is known of a host, during a preview too: distribution, kernels, the command line running
 * and configured, boot loader, IOMMU and PCI functions. It also says which cards can be passed through, which
 * devices must never be, and every answer of the preflight for each card. Reading changes nothing. One run
 * reads a host once, however often this is called.
 *
 *     const facts = await vfio.getHostFacts({}, { provider: ws2 });
 *     const card = facts.cards.find(({ problems }) => problems.length === 0);
 *
 * Without a `provider` it is the host of the stack's configuration. Rejects when the host cannot be reached
 * or read.
 */
export function getHostFacts(
  args: GetHostFactsArgs = {},
  opts: pulumi.InvokeOptions = {},
): Promise<HostFacts> {
  return pulumi.runtime.invoke(TOKEN, args, opts);
}

/**
 * `getHostFacts` as an output: for a provider whose settings are outputs, or for facts that must wait for
 * resources (`dependsOn`).
 */
export function getHostFactsOutput(
  args: GetHostFactsArgs = {},
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<HostFacts> {
  return pulumi.runtime.invokeOutput(TOKEN, args, opts);
}

/** There is nothing to choose: the host is the provider's. */
export type GetHostFactsArgs = Readonly<Record<string, never>>;

/** A host as it is: what was read, and what follows from it. */
export interface HostFacts {
  /** The host's name for users: `ops@ws1:22`. */
  readonly host: string;
  /** The distribution, from os-release. */
  readonly distribution: Distribution;
  /** What the firmware calls the machine. */
  readonly machine: Machine;
  /** The processor, from /proc/cpuinfo. */
  readonly cpu: CpuFacts;
  /** Memory that the kernel has, in bytes. */
  readonly memoryBytes: number;
  /** How the host was booted. */
  readonly firmware: "uefi" | "bios";
  /** Whether Secure Boot is on. */
  readonly secureBoot: "on" | "off" | "unknown";
  /** The running and the installed kernels, and their command line. */
  readonly kernel: HostKernelFacts;
  /** The boot loader that started the host. */
  readonly bootLoader: HostBootLoader;
  /** The tool that builds the initramfs. */
  readonly initramfs: "initramfs-tools" | "dracut" | "mkinitcpio" | "unknown";
  /** Whether the IOMMU is on, as one decided answer. */
  readonly iommu: HostIommu;
  /** All PCI functions, bridges too, in the order of their addresses. */
  readonly devices: readonly PciDevice[];
  /** Every card with a display function, and whether it can be passed through. */
  readonly cards: readonly DisplayCard[];
  /** What must never be taken from the host: the way in, and the disks it runs from. */
  readonly lifelines: Lifelines;
  /**
   * For every card, by its slot: the answers of the preflight, question by question, with nothing allowed.
   */
  readonly preflight: Readonly<Record<string, readonly PreflightCheck[]>>;
  /** libvirt, QEMU and the guest firmware that they offer. */
  readonly virtualisation: HostVirtualisation;
  /** The packages that a host of this distribution needs for guests. */
  readonly packages: HostPackages;
}

/** The distribution, from os-release. */
export interface Distribution {
  /** `debian`, `ubuntu`, `fedora`, `arch`, …; `linux` if nothing is said. */
  readonly id: string;
  /** The distributions it derives from, nearest first. */
  readonly like: readonly string[];
  /** Version; absent on rolling releases. */
  readonly version?: string | undefined;
  /** Name for users: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string;
}

/** What the firmware calls the machine. */
export interface Machine {
  /** Who makes it. */
  readonly vendor?: string | undefined;
  /** The product's name. */
  readonly product?: string | undefined;
}

/** The processor, from /proc/cpuinfo. */
export interface CpuFacts {
  /** Who makes it. */
  readonly vendor: "intel" | "amd" | "other";
  /** The flag of hardware virtualisation; absent if missing or off in the firmware. */
  readonly virtualisation?: "vmx" | "svm" | undefined;
  /** Bits of a physical address. */
  readonly physicalAddressBits?: number | undefined;
  /** The model's name. */
  readonly model?: string | undefined;
  /** Number of processors, as the kernel counts them. */
  readonly threads: number;
  /** Numbers of the processors that are online. Absent if unknown. */
  readonly processors?: readonly number[] | undefined;
  /** Whether it has pages of 1 GiB (flag pdpe1gb). Absent if unknown. */
  readonly gigabytePages?: boolean | undefined;
}

/** The running and the installed kernels, and their command line. */
export interface HostKernelFacts {
  /** Release of the running kernel: `6.1.0-56-amd64`. */
  readonly running: string;
  /** Installed kernels, oldest first. */
  readonly installed: readonly InstalledKernel[];
  /** The running kernel's command line. */
  readonly commandLine: string;
  /** Arguments of the entry that the next boot starts; absent if that is unknown. */
  readonly configuredCommandLine?: string | undefined;
  /** A UUID that is different after every boot. */
  readonly bootId: string;
  /** Seconds since the host was booted. */
  readonly uptimeSeconds: number;
}

/** A kernel with a folder in /lib/modules or an image in /boot. */
export interface InstalledKernel {
  /** Release: `6.1.0-56-amd64`. */
  readonly release: string;
  /** Path of its image, if there is one (`/boot/vmlinuz-…`). */
  readonly image?: string | undefined;
  /** Path of its initramfs (`/boot/initrd.img-…`). */
  readonly initrd?: string | undefined;
  /** How it has vfio-pci. */
  readonly vfioPci: "module" | "builtin" | "absent" | "unknown";
  /** How it has KVM; KVM's modules for Intel and AMD follow it. Absent if not looked at. */
  readonly kvm?: "module" | "builtin" | "absent" | "unknown" | undefined;
  /** What an Intel IOMMU does without `intel_iommu=`, from the kernel's configuration. */
  readonly intelIommuDefault: "on" | "on-except-integrated-graphics" | "off" | "unknown";
}

/** The boot loader that started the host. */
export interface HostBootLoader {
  /** The boot loader. */
  readonly name: "grub" | "systemd-boot" | "unknown";
  /** How it was recognised. */
  readonly evidence: readonly string[];
}

/** Whether the IOMMU is on, as one decided answer. */
export interface HostIommu {
  /** The one answer to "is it on?". */
  readonly state: "on" | "off-in-firmware" | "off-in-kernel" | "pending-reboot" | "unknown";
  /** What decides it. */
  readonly because: string;
  /** What to do; absent if it is on. */
  readonly next?: string | undefined;
  /** Kernel arguments that an installed kernel needs to switch it on. */
  readonly neededTokens: Readonly<Record<string, string>>;
  /** Number of IOMMU groups. */
  readonly groups: number;
  /** Bits of an address that it can map (Intel); a guest must not use more. */
  readonly addressWidth?: number | undefined;
}

/** A PCI function of the host, as the kernel shows it. */
export interface PciDevice {
  /** Address: `0000:01:00.0`. */
  readonly address: string;
  /** Six hexadecimal digits: base class, subclass, programming interface (`030000` is VGA). */
  readonly class: string;
  /** Vendor id: four hexadecimal digits, lower case. */
  readonly vendor: string;
  /** Device id: four hexadecimal digits, lower case. */
  readonly device: string;
  /** The subsystem's vendor id. Bridges have none, or `0000`. */
  readonly subsystemVendor?: string | undefined;
  /** The subsystem's device id. Bridges have none, or `0000`. */
  readonly subsystemDevice?: string | undefined;
  /** Two hexadecimal digits. */
  readonly revision?: string | undefined;
  /** The driver that the function is bound to now. */
  readonly driver?: string | undefined;
  /** The only driver that may bind it, if one was set. */
  readonly driverOverride?: string | undefined;
  /** Number of its IOMMU group, which may differ after every boot. Absent if the IOMMU is off. */
  readonly iommuGroup?: number | undefined;
  /**
   * Whether the firmware shows its picture here. Absent if the kernel does not say (no VGA device, or no VGA
   * arbiter).
   */
  readonly bootVga?: boolean | undefined;
  /**
   * Ways to reset it, best first, such as `flr`, `bus`. Empty if it cannot be reset, or on a kernel before
   * 5.15.
   */
  readonly resetMethods: readonly string[];
  /** Whether it is a bridge of any kind (class 06xx), which is never passed through. */
  readonly isBridge: boolean;
  /** The port or bridge above it; absent on a root bus. */
  readonly parent?: string | undefined;
  /** `D0` … `D3cold`, or `unknown`. */
  readonly powerState?: string | undefined;
  /** Whether it may lose its power while it sleeps. */
  readonly d3coldAllowed?: boolean | undefined;
  /** Its NUMA node; absent on machines with one node. */
  readonly numaNode?: number | undefined;
  /** Display outputs, if the function is bound to a graphics driver. */
  readonly connectors: readonly PciConnector[];
  /** Vendor and device in words, if the host has the list of ids. */
  readonly name?: string | undefined;
}

/** A display output. */
export interface PciConnector {
  /** Name: `HDMI-A-1`. */
  readonly name: string;
  /** Whether a display is connected. */
  readonly status: "connected" | "disconnected" | "unknown";
}

/** A card with a display function. */
export interface DisplayCard {
  /** What a selector may name: `0000:01:00`. */
  readonly slot: string;
  /** Name of its display function, else its ids. */
  readonly name: string;
  /** Addresses of all its functions that are no bridges. */
  readonly functions: readonly string[];
  /** Whether the firmware shows its picture on it. */
  readonly isBootDisplay: boolean;
  /** Why it is no card of its own: `part of the processor`, `part of the management controller`. */
  readonly partOf?: string | undefined;
  /** Everything that speaks against passing the whole card through; empty if it can be. */
  readonly problems: readonly PciProblem[];
  /** What could not be checked yet. */
  readonly notes: readonly string[];
}

/** Why functions cannot be passed through, or cannot be found. */
export interface PciProblem {
  /** Which problem it is, for programs. */
  readonly code:
    | "no-card"
    | "several-cards"
    | "no-boot-display"
    | "address-not-found"
    | "ids-not-found"
    | "ids-match-boot-display"
    | "bridge"
    | "boot-display"
    | "boot-display-unknown"
    | "only-display"
    | "ssh-network"
    | "system-disk"
    | "group-has-lifeline"
    | "lifeline-unknown"
    | "group-not-viable"
    | "no-group";
  /** What it is about: an address, or the selector. */
  readonly subject: string;
  /** What is in the way: a sentence without the final period. */
  readonly what: string;
  /** What was found, with a line for every function named. */
  readonly found?: string | undefined;
  /** What to do next: a command or a setting. */
  readonly next: string;
}

/** What must never be taken from the host: the way in, and the disks it runs from. */
export interface Lifelines {
  /** The network device of the SSH session. */
  readonly network: KnownLifeline | UnknownLifeline;
  /** The disks that the system runs from. */
  readonly disks: KnownLifeline | UnknownLifeline;
}

/** A lifeline that was followed to the hardware. */
export interface KnownLifeline {
  /** It was followed to the hardware. */
  readonly state: "known";
  /** Every function it goes through, in no order; empty if the hardware is not PCI. */
  readonly addresses: readonly string[];
  /** What was followed, one by one. */
  readonly parts: readonly LifelinePart[];
}

/** What was followed: `/ on /dev/mapper/vg-root` or `the SSH session on eth0`. */
export interface LifelinePart {
  /** What uses it: `/` or `the SSH session`. */
  readonly use: string;
  /** The block device or the network interface. */
  readonly device: string;
  /** The functions that it goes through. */
  readonly addresses: readonly string[];
}

/** A lifeline that could not be followed to the hardware. */
export interface UnknownLifeline {
  /** It could not be followed to the hardware, which is never a yes. */
  readonly state: "unknown";
  /** Why it is unknown. */
  readonly because: string;
  /** What was followed, one by one. */
  readonly parts: readonly LifelinePart[];
}

/**
 * One question about a host, with its answer. The same question may be answered more than once, for different
 * functions.
 */
export interface PreflightCheck {
  /** Which question it is, for programs: `boot-display`. */
  readonly id: string;
  /** What is true if the answer is yes. */
  readonly title: string;
  /** `unknown`: it could not be determined, which is never a yes. */
  readonly answer: "yes" | "no" | "unknown";
  /** `hard`: anything but a yes stops HostKernel, in a preview too. `soft`: it is only reported. */
  readonly weight: "hard" | "soft";
  /** What was seen: a sentence without the final period; details in further lines. */
  readonly evidence: string;
  /** What to do. A soft answer without it is not shown. */
  readonly next?: string | undefined;
  /** The input of HostKernel with which a user continues all the same. */
  readonly override?:
    | "allowBootDisplay"
    | "allowUnknownLifelines"
    | "allowDisplayInUse"
    | "allowUnsafeInterrupts"
    | undefined;
}

/** libvirt, QEMU and the guest firmware that they offer. */
export interface HostVirtualisation {
  /** Whether libvirt can be used. */
  readonly libvirt: "absent" | "unreachable" | "ready";
  /** libvirt's version. */
  readonly libvirtVersion?: string | undefined;
  /** QEMU's version. */
  readonly qemuVersion?: string | undefined;
  /** How guests run here: `kvm`, or plain emulation (`qemu`). */
  readonly guestType?: "kvm" | "qemu" | undefined;
  /** Firmware that libvirt can give a guest: `efi`, `bios`. */
  readonly firmware: readonly string[];
}

/** The packages that a host of this distribution needs for guests. */
export interface HostPackages {
  /** The program that installs packages here; absent if none of these is found. */
  readonly manager?: "apt" | "dnf" | "pacman" | "zypper" | undefined;
  /** The needed packages that are installed, with their versions. */
  readonly installed: Readonly<Record<string, string>>;
  /** The needed packages that are missing. */
  readonly missing: readonly string[];
}

const TOKEN = "vfio:index:getHostFacts";
