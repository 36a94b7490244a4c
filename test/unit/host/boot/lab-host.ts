import { grub } from "../../../../host/boot/loaders/grub/manage.ts";
import { filesOf, overlayFor } from "../../../../host/boot/wanted/wanted-files.ts";
import type { BootFacts } from "../../../../host/model/boot/boot-facts.ts";
import type { ModuleOptions, WantedBoot, WantedOverlay } from "../../../../host/model/boot/wanted-boot.ts";
import { type KernelArguments, tokensOf } from "../../../../host/model/command-line/arguments.ts";
import { renderTokens } from "../../../../host/model/command-line/command-line.ts";
import type { BootEntry } from "../../../../host/model/facts/boot-loader-facts.ts";
import { type ManagedFacts, sha256 } from "../../../../host/model/facts/managed-facts.ts";
import type { Observation } from "../../../../host/model/facts/observation.ts";
import type { PciDevice } from "../../../../host/model/facts/pci-facts.ts";
import type { TrialFacts } from "../../../../host/model/facts/trial-facts.ts";
import { type PciAddress, parsePciAddress } from "../../../../host/model/pci-address.ts";

export const GPU = address("0000:01:00.0");
export const AUDIO = address("0000:01:00.1");
const BOOT_DISPLAY = address("0000:00:01.0");
/** Where the overlay initrd is, for the host and in the boot menu. */
export const OVERLAY_FILE = "/boot/vfio/early.cpio";
export const KERNEL = "6.1.0-56-amd64";
export const BIND = `vfio_bind=${GPU}@1234:1111,${AUDIO}@8086:293e`;

/** Facts of other rooms. */
const notLookedAt = {} as Omit<
  Observation,
  "kernel" | "bootLoader" | "initramfs" | "lifelines" | "interfaces" | "pci" | "managed" | "sysctl"
>;

/** What the lab workstation's two functions need. */
export function wantedBoot(
  extra: KernelArguments = {},
  options: ModuleOptions = {},
): WantedBoot & { readonly overlay: WantedOverlay } {
  const commandLine = { ...extra, iommu: "pt", vfio_bind: BIND.slice("vfio_bind=".length) };
  return {
    functions: { [GPU]: "1234:1111", [AUDIO]: "8086:293e" },
    commandLine,
    files: filesOf(commandLine, options, grub, "/boot"),
    overlay: overlayFor([KERNEL], "/boot"),
  };
}

/** The lab workstation before anything was done. */
export function freshHost(): BootFacts {
  return {
    kernel: {
      commandLine: `BOOT_IMAGE=/boot/vmlinuz-${KERNEL} root=UUID=x ro quiet`,
      bootId: "boot-1",
      running: KERNEL,
    },
    bootLoader: { loader: "grub", entries: entries("", []) },
    pci: [
      device(GPU, "1234", "1111", "bochs-drm"),
      device(AUDIO, "8086", "293e", "snd_hda_intel"),
      { ...device(BOOT_DISPLAY, "1234", "1111", "bochs-drm"), class: "030000", bootVga: true, iommuGroup: 1 },
    ],
    managed: { files: {}, ours: {}, missingPrograms: [], missingForGrub: [], freeKilobytes: {}, bindLog: [] },
    sysctl: { running: {}, before: {} },
  };
}

/** The same after everything stored was written, and not booted yet. */
export function configuredHost(wanted: WantedBoot): BootFacts {
  const tokens = tokensOf(wanted.commandLine);
  return {
    ...freshHost(),
    bootLoader: { loader: "grub", entries: entries(` ${renderTokens(tokens)}`, [OVERLAY_FILE]) },
    managed: {
      files: Object.fromEntries(
        Object.entries(wanted.files).map(([path, text]) => [path, { text, sha256: sha256(text) }]),
      ),
      ours: wanted.files,
      journal: {
        files: Object.keys(wanted.files),
        tokens: tokens.map(({ text }) => text),
        drivers: { [GPU]: "bochs-drm", [AUDIO]: "snd_hda_intel" },
      },
      overlay: {
        sha256: "0ver",
        built: { sha256: "0ver", bind: wanted.overlay?.bind ?? "", kernels: [KERNEL] },
      },
      missingPrograms: [],
      missingForGrub: [],
      freeKilobytes: {},
      bindLog: [],
    },
  };
}

/** The same after a boot that did what it should. */
export function bootedHost(wanted: WantedBoot): BootFacts {
  const facts = configuredHost(wanted);
  const [entry] = facts.bootLoader.entries;
  return {
    ...facts,
    kernel: { ...facts.kernel, bootId: "boot-2", commandLine: `BOOT_IMAGE=x ${entry?.commandLine ?? ""}` },
    pci: facts.pci.map((found) => (found.bootVga === true ? found : { ...found, driver: "vfio-pci" })),
  };
}

/** The same facts with another driver on a function. */
export function heldBy<Facts extends BootFacts>(
  facts: Facts,
  at: PciAddress,
  driver: string | undefined,
): Facts {
  return { ...facts, pci: facts.pci.map((found) => (found.address === at ? { ...found, driver } : found)) };
}

export function withManaged<Facts extends BootFacts>(facts: Facts, managed: Partial<ManagedFacts>): Facts {
  return { ...facts, managed: { ...facts.managed, ...managed } };
}

/** Everything that would be observed of that host. */
export function labObservation({ kernel, bootLoader, pci, managed, sysctl }: BootFacts): Observation {
  const lifeline = { state: "known", addresses: [], parts: [] } as const;
  return {
    kernel: {
      ...kernel,
      distribution: { id: "debian", like: [], name: "Debian" },
      installed: [
        {
          release: KERNEL,
          image: `/boot/vmlinuz-${KERNEL}`,
          vfioPci: "module",
          intelIommuDefault: "on-except-integrated-graphics",
        },
      ],
      uptimeSeconds: 1,
      cpu: { vendor: "intel", virtualisation: "vmx", threads: 2 },
      memoryBytes: 1,
      machine: {},
      firmware: "uefi",
      secureBoot: "off",
      iommu: { tables: ["DMAR"], tablesReadable: true, units: ["dmar0"], groups: 8 },
    },
    bootLoader: {
      ...bootLoader,
      loader: "grub",
      defaultEntry: bootLoader.entries[0],
      evidence: ["BOOT_IMAGE="],
      grub: { configFile: "/boot/grub/grub.cfg", settings: {}, environment: {}, usesLoaderEntries: false },
      tools: [],
    },
    initramfs: { tool: "initramfs-tools", evidence: [] },
    lifelines: { network: lifeline, disks: lifeline },
    interfaces: [],
    pci,
    managed,
    sysctl,
    ...notLookedAt,
    packages: { manager: "apt", installed: {}, broken: [], locked: false, units: [] },
    condition: {
      framebuffers: [],
      displayHolders: [],
      lost: [],
      resizableBars: [],
      interruptRemapping: true,
    },
    libvirt: { state: "absent" },
    trial: trialFacts,
    sleepBlocks: {},
  };
}

/** GRUB can write beside its configuration, and nothing is being tried. */
export const trialFacts: TrialFacts = {
  grub: {
    folder: "/boot/grub",
    mountedAt: "/",
    type: "ext4",
    uuid: "0b57-aa11",
    writable: true,
    layer: "plain",
    readsCustomFile: true,
  },
  systemd: true,
  bootSeconds: 20,
  bootedAt: 1_000,
  changedAt: { [`/boot/initrd.img-${KERNEL}`]: 500 },
  encrypted: {},
  now: 2_000,
};

/** An ordinary and a recovery entry. */
export function entries(tokens: string, early: readonly string[]): readonly BootEntry[] {
  const entry = (title: string, commandLine: string) => ({
    title,
    kernel: `/boot/vmlinuz-${KERNEL}`,
    commandLine,
    initrds: [...early, `/boot/initrd.img-${KERNEL}`],
    position: [0],
    within: [],
  });
  return [
    entry("Debian", `root=UUID=x ro quiet${tokens}`),
    entry("Debian (recovery mode)", "root=UUID=x ro single"),
  ];
}

function device(at: PciAddress, vendor: string, id: string, driver: string): PciDevice {
  return {
    address: at,
    class: at === GPU ? "030000" : "040300",
    vendor,
    device: id,
    driver,
    iommuGroup: 7,
    resetMethods: ["bus"],
    isBridge: false,
    connectors: [],
    name: at === GPU ? "Some Display" : "Some Audio",
  };
}

function address(text: string): PciAddress {
  const parsed = parsePciAddress(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}
