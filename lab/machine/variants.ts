import { LocalError } from "../../toolchain/local/errors.ts";

/** How a lab workstation differs from the standard one. */
export interface Variants {
  /** No IOMMU device at all, as when it is switched off in the firmware. */
  readonly noIommu: boolean;
  /** The IOMMU has 39 address bits instead of 48: fewer than the CPU. */
  readonly narrowIommu: boolean;
  /** A GenuineIntel processor (Skylake) instead of one that presents itself as AMD. */
  readonly intelCpu: boolean;
  /** Started by systemd-boot instead of GRUB. */
  readonly systemdBoot: boolean;
  /** The initramfs is built by dracut instead of initramfs-tools. */
  readonly dracut: boolean;
  /** /boot is on LVM, where GRUB can read and cannot write. */
  readonly lvmBoot: boolean;
  /** Packages that are not installed; they can be installed from the local repository of the image. */
  readonly withoutPackages: readonly string[];
}

export const standardMachine: Variants = {
  noIommu: false,
  narrowIommu: false,
  intelCpu: false,
  systemdBoot: false,
  dracut: false,
  lvmBoot: false,
  withoutPackages: [],
};

/**
 * Real packages the image keeps as files in its own repository, so that `without-package` can remove them.
 */
export const removablePackages = ["libvirt-clients", "ovmf", "qemu-utils"] as const;

/**
 * Packages that exist for tests only: in the repository and installed nowhere. `lab-tool-a` depends on
 * `lab-tool-b`.
 */
const testPackages = ["lab-tool-a", "lab-tool-b"] as const;

const FLAGS = {
  "no-iommu": "noIommu",
  "narrow-iommu": "narrowIommu",
  "intel-cpu": "intelCpu",
  "systemd-boot": "systemdBoot",
  dracut: "dracut",
  "lvm-boot": "lvmBoot",
} as const;
/** Flags that contradict each other. */
const APART = [
  ["no-iommu", "narrow-iommu"],
  ["lvm-boot", "systemd-boot"],
] as const;
const WITHOUT = "without-package=";

/** The flags that users may give. */
export const knownFlags: readonly string[] = [
  ...Object.keys(FLAGS),
  ...removablePackages.map((name) => WITHOUT + name),
];

/**
 * Reads flags such as `no-iommu` and `without-package=ovmf`, in any combination. Throws a LocalError naming
 * every bad one.
 */
export function parseVariants(flags: readonly string[]): Variants {
  const bad = flags.filter((flag) => !isFlag(flag) && !isRemoval(flag));
  bad.push(
    ...APART.filter((pair) => pair.every((flag) => flags.includes(flag))).map((pair) => pair.join(" with ")),
  );
  if (bad.length > 0) {
    throw new LocalError({
      what: `Not a variant of the lab workstation: ${bad.join(", ")}`,
      next: `use ${knownFlags.join(", ")}`,
    });
  }
  const on = (flag: keyof typeof FLAGS): boolean => flags.includes(flag);
  return {
    noIommu: on("no-iommu"),
    narrowIommu: on("narrow-iommu"),
    intelCpu: on("intel-cpu"),
    systemdBoot: on("systemd-boot"),
    dracut: on("dracut"),
    lvmBoot: on("lvm-boot"),
    withoutPackages: [...new Set(flags.filter(isRemoval).map((flag) => flag.slice(WITHOUT.length)))].sort(),
  };
}

/** The flags that give these variants, in a fixed order. */
export function variantFlags(variants: Variants): readonly string[] {
  const set = Object.entries(FLAGS).filter(([, key]) => variants[key]);
  return [...set.map(([flag]) => flag), ...variants.withoutPackages.map((name) => `${WITHOUT}${name}`)];
}

function isFlag(flag: string): flag is keyof typeof FLAGS {
  return Object.hasOwn(FLAGS, flag);
}

function isRemoval(flag: string): boolean {
  const known: readonly string[] = [...removablePackages, ...testPackages];
  return flag.startsWith(WITHOUT) && known.includes(flag.slice(WITHOUT.length));
}
