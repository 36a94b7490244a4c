import * as pulumi from "@pulumi/pulumi";
import { allProperties } from "./all-properties.ts";
import type { HugePages, KernelSettings, KvmOptions, VfioPciOptions } from "./kernel-settings.ts";

/** How a host should boot. */
export interface HostKernelArgs extends KernelSettings {
  /**
   * The PCI functions to pass through, each as an address (`0000:01:00.0`), a slot (`01:00`, all functions of it), ids (`10de:1b80`), or
   * `auto`: the one display card that is not the boot display, with all functions of its slot. What `auto` found stays chosen while it is there.
   */
  readonly devices: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Whether the boot display may be taken; the host then has no picture after the boot, and the kernel argument that frees the card is added. Default false. */
  readonly allowBootDisplay?: pulumi.Input<boolean> | undefined;
  /** Whether to go on although the network function of this SSH session, or the system's disks, could not be followed to hardware. Default false. */
  readonly allowUnknownLifelines?: pulumi.Input<boolean> | undefined;
  /** Whether a card may be taken on which a program shows a picture now; it loses that with the reboot. Default false. */
  readonly allowDisplayInUse?: pulumi.Input<boolean> | undefined;
  /**
   * Whether to go on without interrupt remapping (`vfio_iommu_type1.allow_unsafe_interrupts=1`): a guest could then send interrupts to the host
   * that are not its own. Default false.
   */
  readonly allowUnsafeInterrupts?: pulumi.Input<boolean> | undefined;
  /**
   * Further kernel arguments by name, such as `{ mitigations: "off" }`; true stands for a flag. `vfio_bind`, `iommu` and `intel_iommu` are
   * set by this resource and refused here, and so are characters that have a meaning in a GRUB boot menu.
   */
  readonly commandLine?: pulumi.Input<Readonly<Record<string, pulumi.Input<string | true>>>> | undefined;
  /** Options of kernel modules: module, option, value. They take effect at the next boot. */
  readonly modprobe?:
    | pulumi.Input<Readonly<Record<string, pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>>>>
    | undefined;
  /** Whether the host's own devices bypass the IOMMU's translation (`iommu=pt`), which is faster. Default true. */
  readonly iommuPassthrough?: pulumi.Input<boolean> | undefined;
  /**
   * How the functions are bound at boot. `overlay`: by a script in a small initrd of its own, loaded before the host's, which is not
   * rewritten; `rebuild`: by the script in the host's own images, which are made anew; `ids`: by `vfio-pci.ids=`, only where the ids are those of
   * no other function; `auto` (default): overlay where the boot loader and the initramfs tool allow it, else ids where vfio-pci is built into
   * every kernel, else rebuild. The plan says which, and why.
   */
  readonly binding?: pulumi.Input<"auto" | "overlay" | "rebuild" | "ids"> | undefined;
  /** Memory of the guest that gets the functions, with unit: `16 GiB`. The preflight compares it with what is free. `Workstation` sets it to that of its guest. Default: not compared. */
  readonly guestMemory?: pulumi.Input<string> | undefined;
  /**
   * `auto`: the host is rebooted when, and only when, the running system is not as wanted, and then verified. `manual` (default, because a
   * reboot needs consent): never; `rebootRequired` and a warning say when it has to be.
   */
  readonly reboot?: pulumi.Input<"auto" | "manual"> | undefined;
  /** Seconds for a reboot until somebody can log in again, 30 to 7200. Default 600. */
  readonly rebootTimeout?: pulumi.Input<number> | undefined;
  /**
   * Whether to reboot without a trial: a host that does not come up with the new configuration then stays down until somebody is at its
   * console. Default false: such a reboot is refused.
   */
  readonly allowUnprotectedReboot?: pulumi.Input<boolean> | undefined;
  /**
   * Whether to try a new configuration although the entry that the host would return to has not been booted as it is now, such as after an
   * update of the kernel. Default false: that is refused.
   */
  readonly allowUnprovenBaseline?: pulumi.Input<boolean> | undefined;
  /** Worked out, not to be set. */
  readonly functions?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>> | undefined;
  /** Worked out, not to be set. */
  readonly files?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>> | undefined;
  /** Worked out, not to be set. */
  readonly overlay?: pulumi.Input<BootOverlay> | undefined;
  /** Worked out, not to be set. */
  readonly images?: pulumi.Input<Readonly<Record<string, BootImage>>> | undefined;
}

/** The small initrd that binds the functions. It is loaded before the host's own, which is not rewritten. */
export interface BootOverlay {
  /** Where it is on the host. */
  readonly path: string;
  /** Hexadecimal sha256 of the bind script in it. */
  readonly bind: string;
  /** The installed kernels whose vfio modules it holds, separated by blanks. */
  readonly kernels: string;
}

/** An image of the host that carries the script that binds the functions. */
export interface BootImage {
  /** The kernel that it is for. */
  readonly kernel: string;
  /** What makes it. */
  readonly tool: "initramfs-tools" | "dracut" | "mkinitcpio";
  /** Hexadecimal sha256 of the bind script in it. */
  readonly bind: string;
}

/**
 * How the host boots: kernel arguments, module options, and the PCI functions that vfio-pci holds from the first second on. One per host.
 * Everything is staged together, needs at most one reboot, and is verified after it; `pulumi preview` lists each file, argument and
 * function first, and why a reboot is needed. Deleting gives the host back byte for byte.
 *
 *     const kernel = new vfio.HostKernel("kernel", { devices: ["auto"], reboot: "auto" });
 *     export const passedThrough = kernel.addresses;
 *
 * Refused before anything is touched, in a preview too: the boot display, the network function of the SSH session, the disks of the system,
 * anything in their IOMMU groups, bridges, groups that are not viable, and whatever else docs/kernel.md lists as a hard question of the preflight.
 */
export class HostKernel extends pulumi.CustomResource {
  declare readonly devices: pulumi.Output<readonly string[]>;
  declare readonly allowBootDisplay: pulumi.Output<boolean>;
  declare readonly allowUnknownLifelines: pulumi.Output<boolean>;
  declare readonly allowDisplayInUse: pulumi.Output<boolean>;
  declare readonly allowUnsafeInterrupts: pulumi.Output<boolean>;
  /** All kernel arguments that this resource adds, its own among them. */
  declare readonly commandLine: pulumi.Output<Readonly<Record<string, string | true>>>;
  declare readonly modprobe: pulumi.Output<Readonly<Record<string, Readonly<Record<string, string>>>>>;
  declare readonly iommuPassthrough: pulumi.Output<boolean>;
  declare readonly hugepages: pulumi.Output<HugePages | undefined>;
  declare readonly isolateCpus: pulumi.Output<string | undefined>;
  declare readonly igfxOff: pulumi.Output<boolean | undefined>;
  declare readonly kvm: pulumi.Output<KvmOptions | undefined>;
  declare readonly vfioPci: pulumi.Output<VfioPciOptions | undefined>;
  declare readonly acsOverride: pulumi.Output<"downstream" | "multifunction" | "both" | undefined>;
  declare readonly allowUnknownAcsPatch: pulumi.Output<boolean | undefined>;
  declare readonly sysctl: pulumi.Output<Readonly<Record<string, string>> | undefined>;
  declare readonly binding: pulumi.Output<"auto" | "overlay" | "rebuild" | "ids">;
  declare readonly guestMemory: pulumi.Output<string | undefined>;
  declare readonly reboot: pulumi.Output<"auto" | "manual">;
  declare readonly rebootTimeout: pulumi.Output<number>;
  declare readonly allowUnprotectedReboot: pulumi.Output<boolean>;
  declare readonly allowUnprovenBaseline: pulumi.Output<boolean>;
  /** The functions that `devices` stands for: address to `vendor:device`. */
  declare readonly functions: pulumi.Output<Readonly<Record<string, string>>>;
  /** The exact text of every file that is written, by path. */
  declare readonly files: pulumi.Output<Readonly<Record<string, string>>>;
  /** The small initrd that binds the functions; undefined where images carry the script. */
  declare readonly overlay: pulumi.Output<BootOverlay | undefined>;
  /** The host's own images that carry the script, by path; undefined where an overlay does. */
  declare readonly images: pulumi.Output<Readonly<Record<string, BootImage>> | undefined>;
  /** Addresses of the functions, in their order. */
  declare readonly addresses: pulumi.Output<readonly string[]>;
  /** Whether the running system is not as configured until the host is rebooted. */
  declare readonly rebootRequired: pulumi.Output<boolean>;
  /** Why a reboot is required. */
  declare readonly rebootReasons: pulumi.Output<readonly string[]>;
  /** The running kernel's command line. */
  declare readonly bootedWith: pulumi.Output<string>;
  /** Hexadecimal sha256 of the overlay initrd; empty when there is none. */
  declare readonly overlayHash: pulumi.Output<string>;
  /** State of the IOMMU: `on`, `off-in-firmware`, `off-in-kernel`, `pending-reboot` or `unknown`. */
  declare readonly iommu: pulumi.Output<string>;
  /** How often this resource has rebooted the host. */
  declare readonly reboots: pulumi.Output<number>;
  /** The driver that held each function before; empty for none. */
  declare readonly originalDrivers: pulumi.Output<Readonly<Record<string, string>>>;

  constructor(name: string, args: HostKernelArgs, opts?: pulumi.CustomResourceOptions) {
    super("vfio:index:HostKernel", name, allProperties(args, PROPERTIES), opts);
  }
}

const PROPERTIES = [
  "devices",
  "allowBootDisplay",
  "allowUnknownLifelines",
  "allowDisplayInUse",
  "allowUnsafeInterrupts",
  "commandLine",
  "modprobe",
  "iommuPassthrough",
  "hugepages",
  "isolateCpus",
  "igfxOff",
  "kvm",
  "vfioPci",
  "acsOverride",
  "allowUnknownAcsPatch",
  "sysctl",
  "binding",
  "guestMemory",
  "reboot",
  "rebootTimeout",
  "allowUnprotectedReboot",
  "allowUnprovenBaseline",
  "functions",
  "files",
  "overlay",
  "images",
  "addresses",
  "rebootRequired",
  "rebootReasons",
  "bootedWith",
  "overlayHash",
  "iommu",
  "reboots",
  "originalDrivers",
];
