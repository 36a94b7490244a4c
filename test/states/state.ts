/**
 * What a host may look like before anybody runs this program on it. Every ingredient is independent of the
 * others.
 */
export interface HostState {
  readonly cpu: "intel" | "amd";
  /** Whether there are groups; without, the firmware has the table all the same, or not even that. */
  readonly iommu: "on" | "off-in-kernel" | "off-in-firmware";
  readonly driver: "nouveau" | "none" | "vfio-pci";
  /** Whether the processor has pages of 1 GiB. */
  readonly gigabytePages: boolean;
  /** What the running kernel's symbols tell of the ACS override patch. */
  readonly acsPatch: "has it" | "lacks it" | "hidden";
  /** What started it. GRUB's files are there in any case. */
  readonly loader: "grub" | "systemd-boot";
  /** Where systemd-boot finds its entries. */
  readonly partition: "/boot/efi" | "/boot";
  /** Whether there is an /etc/kernel/cmdline; without, kernel-install takes the running command line. */
  readonly hasCommandLineFile: boolean;
  /** What others have done to the loader entries. */
  readonly entries: readonly EntryIngredient[];
  /** /etc/default/grub */
  readonly grub: GrubFile;
  /** Drop-ins of other tools in /etc/default/grub.d. */
  readonly dropIns: readonly (keyof typeof dropIns)[];
  readonly modprobe: readonly (keyof typeof modprobeFiles)[];
  /** Lines of /etc/initramfs-tools/modules. */
  readonly initramfsModules: readonly string[];
  /** Kernels beside the running one. */
  readonly kernels: readonly ExtraKernel[];
  /** Files in /boot and scripts in /etc/grub.d that others have put there. */
  readonly others: readonly Other[];
  /** Whether the boot menu was made before the settings were changed last. */
  readonly staleMenu: boolean;
}

export interface GrubFile {
  readonly default: readonly string[];
  readonly linux: readonly string[];
  /** Tokens as this program would write them, put there by hand, and where. */
  readonly half: readonly string[];
  readonly halfIn: "default" | "linux";
  readonly quotes: "double" | "single";
  readonly comment: boolean;
  readonly lineEnds: "\n" | "\r\n";
  readonly lastLineEnds: boolean;
  /** Further settings. */
  readonly settings: readonly string[];
  /** A syntax error, as people make them. */
  readonly broken: boolean;
}

export type ExtraKernel =
  | "newer"
  | "older"
  | "without-vfio"
  | "builtin-vfio"
  | "without-initrd"
  | "without-modules";
export type Other =
  | "custom.cfg"
  | "40_custom"
  | "early-initrd"
  | "early-initrd-missing"
  | "microcode"
  | "memtest";

/** Entries beside those that kernel-install makes, or changes of the first of those by hand. */
export type EntryIngredient =
  | "recovery"
  | "other-system"
  | "appended"
  | "two-options"
  | "no-last-line-end"
  | "windows-line-ends"
  | "microcode"
  | "counted"
  | "loader.conf";

/** What the user declares. */
export interface Declared extends Settings {
  readonly devices: readonly string[];
  readonly commandLine: Readonly<Record<string, string | true>>;
  readonly modprobe: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly iommuPassthrough: boolean;
}

/** The typed kernel settings; absent = not declared. */
export interface Settings {
  readonly binding?: "overlay" | "rebuild" | undefined;
  readonly hugepages?: { readonly size: "2M" | "1G"; readonly count: number } | undefined;
  readonly isolateCpus?: string | undefined;
  readonly kvm?: { readonly ignoreMsrs: boolean; readonly reportIgnoredMsrs?: boolean } | undefined;
  readonly vfioPci?: { readonly disableIdleD3: boolean; readonly noIntxMask?: boolean } | undefined;
  readonly acsOverride?: "downstream" | "multifunction" | "both" | undefined;
  readonly allowUnknownAcsPatch?: boolean | undefined;
  readonly sysctl?: Readonly<Record<string, string>> | undefined;
}

/** What another program does between the up and the destroy. */
export type Meanwhile =
  | "new-kernel"
  | "edit-grub"
  | "drop-in"
  | "modprobe-file"
  | "our-drop-in"
  | "update-grub"
  | "edit-entry"
  | "sysctl";

export interface Scenario {
  readonly state: HostState;
  readonly declared: Declared;
  /** What is declared in its place later; absent = nothing else. */
  readonly second?: Declared | undefined;
  readonly meanwhile: readonly Meanwhile[];
}

export const dropIns = {
  "50-cloudimg-settings.cfg":
    'GRUB_RECORDFAIL_TIMEOUT=0\nGRUB_TIMEOUT=0\nGRUB_CMDLINE_LINUX_DEFAULT="console=tty1 console=ttyS0"\nGRUB_TERMINAL=console\n',
  "kdump-tools.cfg": 'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=384M-:128M"\n',
  "10-serial.cfg": 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX console=ttyS1"\n',
  "95-early.cfg": 'GRUB_EARLY_INITRD_LINUX_CUSTOM="$GRUB_EARLY_INITRD_LINUX_CUSTOM acpi.cpio"\n',
  "99-override.cfg": 'GRUB_CMDLINE_LINUX_DEFAULT="quiet loglevel=3"\n',
} as const;

/** Kernel settings of the simulated machine, and their values. */
export const sysctls: Readonly<Record<string, string>> = {
  "vm.swappiness": "60",
  "vm.dirty_ratio": "20",
  "kernel.core_pattern": "core",
};

export const modprobeFiles = {
  "nouveau.conf": "blacklist nouveau\n",
  "kvm.conf": "options kvm ignore_msrs=1\n",
  "vfio.conf": "options vfio-pci ids=10de:1b80,10de:10f0 disable_vga=1\nsoftdep nouveau pre: vfio-pci\n",
  "iommu.conf": "# nothing\noptions vfio_iommu_type1 disable_hugepages=1",
} as const;
