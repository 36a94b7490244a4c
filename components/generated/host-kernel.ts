// Generated from the zod schemas of the provider by `npm run generate`. Change those, not this file.
import * as pulumi from "@pulumi/pulumi";

/**
 * How the host boots: kernel arguments, module options, and the devices that are bound to vfio-pci from the
 * start. One per host. Everything is staged together, needs at most one reboot, and is verified after it.
 * `pulumi preview` first lists each file, argument and device, and why a reboot is needed. Deleting restores
 * the host byte for byte.
 *
 *     const kernel = new vfio.HostKernel("kernel", { devices: ["auto"], reboot: "auto" });
 *     export const passedThrough = kernel.addresses;
 *
 * Some devices are refused before anything is touched, in a preview too: the boot display, the network device
 * of the SSH session, the disks of the system, anything in their IOMMU groups, bridges, and groups that are
 * not viable. So is whatever else docs/kernel.md lists as a hard question of the preflight.
 */
export class HostKernel extends pulumi.CustomResource {
  /**
   * The devices to pass through. Each is an address (`0000:01:00.0`), a slot (`01:00`, all its functions),
   * ids (`10de:1b80`), or `auto`: the only display card that is not the boot display, with all functions of
   * its slot. The card that `auto` has chosen stays chosen while it is there.
   */
  declare readonly devices: pulumi.Output<readonly string[]>;
  /**
   * Whether the boot display may be passed through. The host then shows no picture after the boot. If the
   * firmware's picture still occupies the card, the kernel argument that frees it is added. Default false.
   */
  declare readonly allowBootDisplay: pulumi.Output<boolean>;
  /**
   * Whether to continue if the network device of the SSH session, or a disk of the system, could not be
   * traced to its hardware. Default false.
   */
  declare readonly allowUnknownLifelines: pulumi.Output<boolean>;
  /**
   * Whether to pass through a card on which a program shows a picture now. The picture is lost with the
   * reboot. Default false.
   */
  declare readonly allowDisplayInUse: pulumi.Output<boolean>;
  /**
   * Whether to continue without interrupt remapping (`vfio_iommu_type1.allow_unsafe_interrupts=1`). A guest
   * could then send interrupts to the host that are not its own. Default false.
   */
  declare readonly allowUnsafeInterrupts: pulumi.Output<boolean>;
  /**
   * More kernel arguments by name, such as `{ mitigations: "off" }`; true stands for a flag. This resource
   * adds `vfio_bind`, `iommu` and, where the kernel needs it, `intel_iommu`. It refuses these three here, and
   * characters with a meaning in a GRUB menu.
   */
  declare readonly commandLine: pulumi.Output<Readonly<Record<string, string | true>>>;
  /**
   * Options of kernel modules: module, option, value. They are written to /etc/modprobe.d/pulumi-vfio.conf
   * and take effect at the next boot.
   */
  declare readonly modprobe: pulumi.Output<Readonly<Record<string, Readonly<Record<string, string>>>>>;
  /**
   * Whether the host's own devices bypass the IOMMU's translation (`iommu=pt`), which is faster. Default
   * true.
   */
  declare readonly iommuPassthrough: pulumi.Output<boolean>;
  /**
   * How the devices are bound to vfio-pci at boot. `overlay`: by a script in a small initrd, loaded before
   * the host's own, which stays as it is. `rebuild`: by the same script in the host's own images, which are
   * rebuilt. `ids`: by `vfio-pci.ids=`, without a script, if no other device has these ids. `auto` (default):
   * overlay if the boot loader and the initramfs tool allow it; else ids if vfio-pci is built into every
   * kernel; else rebuild. The preview says which, and why. `rebuild` makes images larger and slower to build;
   * `ids` does not look at the address.
   */
  declare readonly binding: pulumi.Output<"auto" | "overlay" | "rebuild" | "ids">;
  /**
   * Splits IOMMU groups by pretending isolation that the hardware does not promise (`pcie_acs_override`).
   * This weakens isolation and always warns: devices of what was one group can reach each other's memory. Try
   * another slot, or pass the whole group, first. Needs a patched kernel.
   */
  declare readonly acsOverride: pulumi.Output<"downstream" | "multifunction" | "both" | undefined>;
  /**
   * Whether to write `acsOverride` if it is unknown whether every installed kernel has the patch. A kernel
   * that certainly lacks it is refused in any case. Default false.
   */
  declare readonly allowUnknownAcsPatch: pulumi.Output<boolean | undefined>;
  /**
   * Memory that is set aside at boot in large pages, for the guest. The host cannot use it, whether a guest
   * runs or not. Refused if less than 2 GiB would be left to the host. See docs/kernel.md.
   */
  declare readonly hugepages: pulumi.Output<pulumi.Unwrap<HugePages> | undefined>;
  /**
   * Whether to leave the graphics of an Intel processor out of the IOMMU (`intel_iommu=…,igfx_off`). For
   * hosts whose picture flickers, freezes or stays black once the IOMMU is on; not for others. The graphics
   * can then reach all memory and cannot be passed through. Default false.
   */
  declare readonly igfxOff: pulumi.Output<boolean | undefined>;
  /**
   * Processors that the host leaves to pinned guest threads, as a list such as `2-5,8` (`isolcpus`,
   * `nohz_full`, `rcu_nocbs`). Not without pinning: other threads never run there. Never processor 0, which
   * keeps the time for the others, and never all.
   */
  declare readonly isolateCpus: pulumi.Output<string | undefined>;
  /** Options of KVM. */
  declare readonly kvm: pulumi.Output<pulumi.Unwrap<KvmOptions> | undefined>;
  /**
   * Kernel settings by name, such as `{ "vm.swappiness": "10" }`. They are set at once without a reboot, kept
   * in /etc/sysctl.d/90-pulumi-vfio.conf, and restored by destroy. Not for names that another file of
   * /etc/sysctl.d sets, which may be read later.
   */
  declare readonly sysctl: pulumi.Output<Readonly<Record<string, string>> | undefined>;
  /** Options of vfio-pci; they apply to every device that is bound to it. */
  declare readonly vfioPci: pulumi.Output<pulumi.Unwrap<VfioPciOptions> | undefined>;
  /**
   * `auto`: reboot the host if, and only if, the running system differs from the configuration, and verify it
   * afterwards. `manual` (default, because a reboot needs consent): never; `rebootRequired` and a warning say
   * when one is needed.
   */
  declare readonly reboot: pulumi.Output<"auto" | "manual">;
  /** Seconds from a reboot until a login works again, 30 to 7200. Default 600. */
  declare readonly rebootTimeout: pulumi.Output<number>;
  /**
   * Whether to reboot without a trial. A host that does not come up with the new configuration then stays
   * down until someone is at its console. Default false: such a reboot is refused.
   */
  declare readonly allowUnprotectedReboot: pulumi.Output<boolean>;
  /**
   * Whether to try a new configuration although the boot entry to fall back to has not been booted as it is
   * now, such as after a kernel update. Default false: refused.
   */
  declare readonly allowUnprovenBaseline: pulumi.Output<boolean>;
  /** The functions that `devices` stands for, address to `vendor:device`. */
  declare readonly functions: pulumi.Output<Readonly<Record<string, string>>>;
  /** The exact text of every file that is written, by path. */
  declare readonly files: pulumi.Output<Readonly<Record<string, string>>>;
  /** The small initrd that binds the functions, loaded before the host's own; absent without one. */
  declare readonly overlay: pulumi.Output<BootOverlay | undefined>;
  /** The host's own images that contain the script or load vfio-pci early, by path; absent without any. */
  declare readonly images: pulumi.Output<Readonly<Record<string, BootImage>> | undefined>;
  /** Addresses of the functions, in their order. */
  declare readonly addresses: pulumi.Output<readonly string[]>;
  /** Whether the host must be rebooted before the running system is as configured. */
  declare readonly rebootRequired: pulumi.Output<boolean>;
  /** Why a reboot is required. */
  declare readonly rebootReasons: pulumi.Output<readonly string[]>;
  /** The running kernel's command line. */
  declare readonly bootedWith: pulumi.Output<string>;
  /** Hexadecimal sha256 of the overlay initrd; empty without one. */
  declare readonly overlayHash: pulumi.Output<string>;
  /** State of the IOMMU: `on`, `off-in-firmware`, `off-in-kernel`, `pending-reboot` or `unknown`. */
  declare readonly iommu: pulumi.Output<string>;
  /** Number of times this resource has rebooted the host. */
  declare readonly reboots: pulumi.Output<number>;
  /** The driver that each function was bound to before, by address; empty for none. */
  declare readonly originalDrivers: pulumi.Output<Readonly<Record<string, string>>>;

  constructor(name: string, args: HostKernelArgs, opts?: pulumi.CustomResourceOptions) {
    super("vfio:index:HostKernel", name, { ...UNSET, ...args }, opts);
  }
}

/** How a host should boot. */
export interface HostKernelArgs {
  /**
   * The devices to pass through. Each is an address (`0000:01:00.0`), a slot (`01:00`, all its functions),
   * ids (`10de:1b80`), or `auto`: the only display card that is not the boot display, with all functions of
   * its slot. The card that `auto` has chosen stays chosen while it is there.
   */
  readonly devices: pulumi.Input<readonly pulumi.Input<string>[]>;
  /**
   * Whether the boot display may be passed through. The host then shows no picture after the boot. If the
   * firmware's picture still occupies the card, the kernel argument that frees it is added. Default false.
   */
  readonly allowBootDisplay?: pulumi.Input<boolean> | undefined;
  /**
   * Whether to continue if the network device of the SSH session, or a disk of the system, could not be
   * traced to its hardware. Default false.
   */
  readonly allowUnknownLifelines?: pulumi.Input<boolean> | undefined;
  /**
   * Whether to pass through a card on which a program shows a picture now. The picture is lost with the
   * reboot. Default false.
   */
  readonly allowDisplayInUse?: pulumi.Input<boolean> | undefined;
  /**
   * Whether to continue without interrupt remapping (`vfio_iommu_type1.allow_unsafe_interrupts=1`). A guest
   * could then send interrupts to the host that are not its own. Default false.
   */
  readonly allowUnsafeInterrupts?: pulumi.Input<boolean> | undefined;
  /**
   * More kernel arguments by name, such as `{ mitigations: "off" }`; true stands for a flag. This resource
   * adds `vfio_bind`, `iommu` and, where the kernel needs it, `intel_iommu`. It refuses these three here, and
   * characters with a meaning in a GRUB menu.
   */
  readonly commandLine?: pulumi.Input<Readonly<Record<string, pulumi.Input<string | true>>>> | undefined;
  /**
   * Options of kernel modules: module, option, value. They are written to /etc/modprobe.d/pulumi-vfio.conf
   * and take effect at the next boot.
   */
  readonly modprobe?:
    | pulumi.Input<Readonly<Record<string, pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>>>>
    | undefined;
  /**
   * Whether the host's own devices bypass the IOMMU's translation (`iommu=pt`), which is faster. Default
   * true.
   */
  readonly iommuPassthrough?: pulumi.Input<boolean> | undefined;
  /**
   * How the devices are bound to vfio-pci at boot. `overlay`: by a script in a small initrd, loaded before
   * the host's own, which stays as it is. `rebuild`: by the same script in the host's own images, which are
   * rebuilt. `ids`: by `vfio-pci.ids=`, without a script, if no other device has these ids. `auto` (default):
   * overlay if the boot loader and the initramfs tool allow it; else ids if vfio-pci is built into every
   * kernel; else rebuild. The preview says which, and why. `rebuild` makes images larger and slower to build;
   * `ids` does not look at the address.
   */
  readonly binding?: pulumi.Input<"auto" | "overlay" | "rebuild" | "ids"> | undefined;
  /**
   * Splits IOMMU groups by pretending isolation that the hardware does not promise (`pcie_acs_override`).
   * This weakens isolation and always warns: devices of what was one group can reach each other's memory. Try
   * another slot, or pass the whole group, first. Needs a patched kernel.
   */
  readonly acsOverride?: pulumi.Input<"downstream" | "multifunction" | "both"> | undefined;
  /**
   * Whether to write `acsOverride` if it is unknown whether every installed kernel has the patch. A kernel
   * that certainly lacks it is refused in any case. Default false.
   */
  readonly allowUnknownAcsPatch?: pulumi.Input<boolean> | undefined;
  /**
   * Memory that is set aside at boot in large pages, for the guest. The host cannot use it, whether a guest
   * runs or not. Refused if less than 2 GiB would be left to the host. See docs/kernel.md.
   */
  readonly hugepages?: pulumi.Input<HugePages> | undefined;
  /**
   * Whether to leave the graphics of an Intel processor out of the IOMMU (`intel_iommu=…,igfx_off`). For
   * hosts whose picture flickers, freezes or stays black once the IOMMU is on; not for others. The graphics
   * can then reach all memory and cannot be passed through. Default false.
   */
  readonly igfxOff?: pulumi.Input<boolean> | undefined;
  /**
   * Processors that the host leaves to pinned guest threads, as a list such as `2-5,8` (`isolcpus`,
   * `nohz_full`, `rcu_nocbs`). Not without pinning: other threads never run there. Never processor 0, which
   * keeps the time for the others, and never all.
   */
  readonly isolateCpus?: pulumi.Input<string> | undefined;
  /** Options of KVM. */
  readonly kvm?: pulumi.Input<KvmOptions> | undefined;
  /**
   * Kernel settings by name, such as `{ "vm.swappiness": "10" }`. They are set at once without a reboot, kept
   * in /etc/sysctl.d/90-pulumi-vfio.conf, and restored by destroy. Not for names that another file of
   * /etc/sysctl.d sets, which may be read later.
   */
  readonly sysctl?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>> | undefined;
  /** Options of vfio-pci; they apply to every device that is bound to it. */
  readonly vfioPci?: pulumi.Input<VfioPciOptions> | undefined;
  /**
   * `auto`: reboot the host if, and only if, the running system differs from the configuration, and verify it
   * afterwards. `manual` (default, because a reboot needs consent): never; `rebootRequired` and a warning say
   * when one is needed.
   */
  readonly reboot?: pulumi.Input<"auto" | "manual"> | undefined;
  /** Seconds from a reboot until a login works again, 30 to 7200. Default 600. */
  readonly rebootTimeout?: pulumi.Input<number> | undefined;
  /**
   * Whether to reboot without a trial. A host that does not come up with the new configuration then stays
   * down until someone is at its console. Default false: such a reboot is refused.
   */
  readonly allowUnprotectedReboot?: pulumi.Input<boolean> | undefined;
  /**
   * Whether to try a new configuration although the boot entry to fall back to has not been booted as it is
   * now, such as after a kernel update. Default false: refused.
   */
  readonly allowUnprovenBaseline?: pulumi.Input<boolean> | undefined;
}

/** Memory that is set aside at boot in large pages. */
export interface HugePages {
  /** Size of a page. `1G` needs the processor flag pdpe1gb and is refused without it. */
  readonly size: pulumi.Input<"2M" | "1G">;
  /**
   * Number of pages: the guest's memory divided by the page size. Refused if less than 2 GiB would be left to
   * the host.
   */
  readonly count: pulumi.Input<number>;
}

/** Options of KVM that matter to guests. */
export interface KvmOptions {
  /**
   * Whether a guest that accesses a processor register unknown to KVM gets zero instead of a fault. Not for
   * guests that run well without: it hides their errors.
   */
  readonly ignoreMsrs?: pulumi.Input<boolean> | undefined;
  /**
   * Whether ignored accesses are written to the kernel log; some guests make thousands. KVM's default is
   * true.
   */
  readonly reportIgnoredMsrs?: pulumi.Input<boolean> | undefined;
}

/** Options of vfio-pci. */
export interface VfioPciOptions {
  /**
   * Whether devices without a guest stay awake, for cards that do not come back from D3cold. Not for others:
   * they use more power when idle.
   */
  readonly disableIdleD3?: pulumi.Input<boolean> | undefined;
  /**
   * Whether the devices may lose power while they sleep (`d3cold_allowed`). False keeps them powered, at once
   * and by a udev rule, for cards that do not come back from D3cold. Not for others: they use a little more
   * power when idle. Default true, as in the kernel.
   */
  readonly d3coldAllowed?: pulumi.Input<boolean> | undefined;
  /**
   * Whether guests get no legacy VGA access to the card. Not with a guest that boots by BIOS: it needs that
   * access for its picture.
   */
  readonly disableVga?: pulumi.Input<boolean> | undefined;
  /**
   * Whether to mask INTx interrupts at the interrupt controller, for devices that only pretend to be able to
   * mask them. Not for others: such an interrupt line cannot be shared.
   */
  readonly noIntxMask?: pulumi.Input<boolean> | undefined;
  /**
   * Whether virtual functions can be created while a device is bound to vfio-pci. Not when you do not trust
   * the guest that has the device.
   */
  readonly enableSriov?: pulumi.Input<boolean> | undefined;
}

/** The small initrd that binds the devices. It is loaded before the host's own, which stays as it is. */
export interface BootOverlay {
  /** Where it is on the host. */
  readonly path: string;
  /** Hexadecimal sha256 of the bind script in it. */
  readonly bind: string;
  /** The installed kernels whose vfio modules it contains, separated by spaces. */
  readonly kernels: string;
}

/** An initramfs image of the host with the script that binds the devices. */
export interface BootImage {
  /** The kernel that it is for. */
  readonly kernel: string;
  /** The tool that builds it. */
  readonly tool: "initramfs-tools" | "dracut" | "mkinitcpio";
  /** Hexadecimal sha256 of the bind script in it. */
  readonly bind: string;
}

/**
 * Every property, not set: Pulumi makes outputs only of properties that it is given at construction, and
 * those left to their default, or known later, are outputs too.
 */
const UNSET = {
  devices: undefined,
  allowBootDisplay: undefined,
  allowUnknownLifelines: undefined,
  allowDisplayInUse: undefined,
  allowUnsafeInterrupts: undefined,
  commandLine: undefined,
  modprobe: undefined,
  iommuPassthrough: undefined,
  binding: undefined,
  acsOverride: undefined,
  allowUnknownAcsPatch: undefined,
  hugepages: undefined,
  igfxOff: undefined,
  isolateCpus: undefined,
  kvm: undefined,
  sysctl: undefined,
  vfioPci: undefined,
  reboot: undefined,
  rebootTimeout: undefined,
  allowUnprotectedReboot: undefined,
  allowUnprovenBaseline: undefined,
  functions: undefined,
  files: undefined,
  overlay: undefined,
  images: undefined,
  addresses: undefined,
  rebootRequired: undefined,
  rebootReasons: undefined,
  bootedWith: undefined,
  overlayHash: undefined,
  iommu: undefined,
  reboots: undefined,
  originalDrivers: undefined,
};
