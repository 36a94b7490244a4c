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
  readonly machine: { readonly vendor?: string | undefined; readonly product?: string | undefined };
  readonly firmware: "uefi" | "bios";
  readonly secureBoot: "on" | "off" | "unknown";
  readonly iommu: IommuFacts;
  /** Drivers of PCI functions that are built into the running kernel. Absent = not looked at. */
  readonly builtinDrivers?: readonly string[] | undefined;
}

/** From os-release. */
export interface Distribution {
  /** `debian`, `ubuntu`, `fedora`, `arch`, …; `linux` where nothing is said. */
  readonly id: string;
  /** The distributions it derives from, nearest first. */
  readonly like: readonly string[];
  /** Absent on rolling releases. */
  readonly version?: string | undefined;
  /** In words for the user: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string;
}

/** A kernel with a folder in /lib/modules or an image in /boot. */
export interface InstalledKernel {
  readonly release: string;
  /** Path of its image, where there is one (`/boot/vmlinuz-…`). */
  readonly image?: string | undefined;
  /** Path of its initramfs (`/boot/initrd.img-…`). */
  readonly initrd?: string | undefined;
  readonly vfioPci: ModuleForm;
  /** KVM itself; its modules for Intel and AMD follow it. Absent = not looked at. */
  readonly kvm?: ModuleForm | undefined;
  /** What an Intel IOMMU does without `intel_iommu=`, from the kernel's configuration. */
  readonly intelIommuDefault: "on" | "on-except-integrated-graphics" | "off" | "unknown";
}

/** How a kernel has a driver: options of a `builtin` one come from the command line, those of a `module` from modprobe. */
export type ModuleForm = "module" | "builtin" | "absent" | "unknown";

/** From /proc/cpuinfo. */
export interface CpuFacts {
  readonly vendor: "intel" | "amd" | "other";
  /** The flag of hardware virtualisation; absent = not there or off in firmware. */
  readonly virtualisation?: "vmx" | "svm" | undefined;
  readonly physicalAddressBits?: number | undefined;
  readonly model?: string | undefined;
  readonly threads: number;
  /** Numbers of the processors that are online. Absent = unknown. */
  readonly processors?: readonly number[] | undefined;
  /** Whether it has pages of 1 GiB (flag pdpe1gb). Absent = unknown. */
  readonly gigabytePages?: boolean | undefined;
}

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
