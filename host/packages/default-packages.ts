import type { Distribution } from "../model/facts/kernel-facts.ts";

interface Table {
  readonly ids: readonly string[];
  readonly packages: readonly string[];
  /** Added from these releases on, by distribution: SPICE became a package of its own. */
  readonly since?: {
    readonly releases: Readonly<Record<string, number>>;
    readonly packages: readonly string[];
  };
}

const TABLES: readonly Table[] = [
  {
    ids: ["debian", "ubuntu"],
    packages: [
      "qemu-system-x86",
      "qemu-utils",
      "libvirt-daemon-system",
      "libvirt-daemon-config-network",
      "libvirt-clients",
      "dnsmasq-base",
      "ovmf",
    ],
    since: { releases: { debian: 13, ubuntu: 24.04 }, packages: ["qemu-system-modules-spice"] },
  },
  {
    ids: ["fedora", "rhel", "centos"],
    packages: [
      "qemu-kvm",
      "qemu-img",
      "libvirt-daemon-kvm",
      "libvirt-daemon-config-network",
      "libvirt-client",
      "edk2-ovmf",
    ],
  },
  { ids: ["arch"], packages: ["qemu-desktop", "libvirt", "edk2-ovmf", "dnsmasq"] },
  {
    ids: ["suse", "opensuse", "sles"],
    packages: [
      "qemu-x86",
      "qemu-tools",
      "libvirt-daemon-qemu",
      "libvirt-daemon-config-network",
      "libvirt-client",
      "qemu-ovmf-x86_64",
    ],
  },
];

/**
 * What a host needs for guests, by its distribution or the nearest that it derives from; `undefined` where
 * that is not known.
 */
export function defaultPackages({
  id,
  like,
  version,
}: Pick<Distribution, "id" | "like" | "version">): readonly string[] | undefined {
  for (const name of [id, ...like]) {
    const table = TABLES.find(({ ids }) => ids.includes(name));
    if (table === undefined) continue;
    const first = table.since?.releases[id];
    const newer = first !== undefined && Number.parseFloat(version ?? "0") >= first;
    return newer ? [...table.packages, ...(table.since?.packages ?? [])] : table.packages;
  }
  return undefined;
}
