import { expect, test } from "vitest";
import {
  defaultEntryProblems,
  type EffectiveFacts,
  effectiveProblems,
} from "../../../../../host/boot/entries/effective-entries.ts";
import { initramfsTools } from "../../../../../host/boot/tools/initramfs-tools.ts";
import { imagesFor } from "../../../../../host/boot/wanted/wanted-files.ts";
import type { WantedBoot } from "../../../../../host/model/boot/wanted-boot.ts";
import type { BootEntry } from "../../../../../host/model/facts/boot-loader-facts.ts";
import type { InstalledKernel } from "../../../../../host/model/facts/kernel-facts.ts";
import { OVERLAY } from "../../../../../host/model/managed-paths.ts";
import { BIND, bootedHost, KERNEL, labObservation, OVERLAY_FILE, wantedBoot } from "../lab-host.ts";

const NEWER = "6.12.0-9-amd64";
const wanted = wantedBoot();
const kernels = [kernel(KERNEL), kernel(NEWER)];
const entries = [entry(NEWER), entry(KERNEL)];
const { overlay: _, ...declared } = wanted;
const rebuilt: WantedBoot = {
  ...declared,
  images: imagesFor(kernels, initramfsTools, { entries }),
};
const found = Object.fromEntries(
  Object.entries(rebuilt.images ?? {}).map(([path, image]) => [
    path,
    { ...image, state: "as-seen" as const },
  ]),
);
const [newest = "", oldest = ""] = [`/boot/initrd.img-${NEWER}`, `/boot/initrd.img-${KERNEL}`];
const plain = [entry(NEWER, { early: [] }), entry(KERNEL, { early: [] })];
const script = found[newest];

test("the images of all kernels are wanted", () => {
  expect(Object.keys(rebuilt.images ?? {})).toEqual([oldest, newest]);
});

test.each<[string, Facts, WantedBoot, readonly string[]]>([
  ["all is there", {}, wanted, []],
  [
    "the newest kernel's entry lacks an argument",
    { entries: [entry(NEWER, { line: `root=x ro ${BIND}` }), entry(KERNEL)] },
    wanted,
    [`entry "Debian ${NEWER}" (kernel ${NEWER}): iommu=pt is not on its command line`],
  ],
  [
    "an entry does not load the overlay",
    { entries: [entry(NEWER), entry(KERNEL, { early: [] })] },
    wanted,
    [
      `entry "Debian ${KERNEL}" (kernel ${KERNEL}): it does not load the overlay initrd before the host's own image`,
    ],
  ],
  [
    "systemd-boot looks for the overlay in a folder where it is not",
    { loader: "systemd-boot", entries: [entry(NEWER, { early: [`/EFI/boot${OVERLAY}`] })] },
    wanted,
    [
      `entry "Debian ${NEWER}" (kernel ${NEWER}): it loads the overlay initrd as /EFI/boot/vfio/early.cpio, and it is /vfio/early.cpio on the partition`,
    ],
  ],
  [
    "systemd-boot finds the overlay",
    { loader: "systemd-boot", entries: [entry(NEWER, { early: [OVERLAY] })] },
    wanted,
    [],
  ],
  [
    "GRUB finds the overlay in a subvolume",
    { entries: [entry(NEWER, { early: [`/root/boot${OVERLAY}`] })] },
    wanted,
    [],
  ],
  [
    "the overlay is gone",
    { overlay: undefined },
    wanted,
    both("the overlay initrd that it loads does not exist"),
  ],
  [
    "the overlay was replaced",
    { overlay: { sha256: "x", built: { sha256: "y", bind: wanted.overlay.bind, kernels: [KERNEL, NEWER] } } },
    wanted,
    both("the overlay initrd that it loads is not what was built"),
  ],
  [
    "the overlay has another script",
    { overlay: { sha256: "x", built: { sha256: "x", bind: "y", kernels: [KERNEL, NEWER] } } },
    wanted,
    both("the overlay initrd that it loads holds another bind script"),
  ],
  [
    "the overlay has no modules for the newest kernel",
    { overlay: built([KERNEL]) },
    wanted,
    [
      `entry "Debian ${NEWER}" (kernel ${NEWER}): the overlay initrd that it loads has no vfio modules for this kernel`,
    ],
  ],
  [
    "the newest kernel has vfio-pci built in",
    { overlay: built([KERNEL]), installed: [kernel(KERNEL), kernel(NEWER, "builtin")] },
    wanted,
    [],
  ],
  [
    "kernels without vfio-pci and unknown ones have entries, too",
    { overlay: built([KERNEL]), installed: [kernel(KERNEL), kernel(NEWER, "absent")] },
    wanted,
    [],
  ],
  [
    "a recovery entry has nothing",
    { entries: [...entries, entry(KERNEL, { line: "ro single", early: [] })] },
    wanted,
    [],
  ],
  ["images carry the script", { entries: plain, images: found }, rebuilt, []],
  [
    "an image was never looked into",
    { entries: plain, images: script === undefined ? {} : { [newest]: script } },
    rebuilt,
    [
      `entry "Debian ${KERNEL}" (kernel ${KERNEL}): its image ${oldest} is not known to carry the bind script`,
    ],
  ],
  [
    "the newest kernel's image was made by somebody since",
    { entries: plain, images: { ...found, ...(script && { [newest]: { ...script, state: "changed" } }) } },
    rebuilt,
    [`entry "Debian ${NEWER}" (kernel ${NEWER}): its image ${newest} was changed since it was looked into`],
  ],
  [
    "an image is missing",
    { entries: plain, images: { ...found, ...(script && { [newest]: { ...script, state: "missing" } }) } },
    rebuilt,
    [`entry "Debian ${NEWER}" (kernel ${NEWER}): its image ${newest} is missing`],
  ],
  [
    "an image carries another script",
    { entries: plain, images: { ...found, ...(script && { [newest]: { ...script, bind: "x" } }) } },
    rebuilt,
    [`entry "Debian ${NEWER}" (kernel ${NEWER}): its image ${newest} carries another bind script`],
  ],
  [
    "an entry loads another image",
    { entries: [...plain, entry(KERNEL, { early: [], image: "/boot/initrd.img-mine" })], images: found },
    rebuilt,
    [
      `entry "Debian ${KERNEL}" (kernel ${KERNEL}): its image /boot/initrd.img-mine is none of those that carry the bind script`,
    ],
  ],
  [
    "an entry loads no image",
    { entries: [...plain, { ...entry(KERNEL), initrds: [] }], images: found },
    rebuilt,
    [
      `entry "Debian ${KERNEL}" (kernel ${KERNEL}): it loads no image of the host, so nothing has the bind script`,
    ],
  ],
])("when %s", (_what, facts, goal, problems) => {
  expect(effectiveProblems(host(facts), goal)).toEqual(problems);
});

test.each<[string, InstalledKernel["vfioPci"], readonly string[]]>([
  ["has vfio-pci", "module", []],
  [
    "lacks vfio-pci",
    "absent",
    [`entry "Debian ${NEWER}", which is the default, has kernel ${NEWER}, which has no vfio-pci`],
  ],
])("when the kernel that is started by default %s", (_what, form, problems) => {
  const facts = host({ installed: [kernel(KERNEL), kernel(NEWER, form)] });
  expect(
    defaultEntryProblems(
      { ...facts, bootLoader: { ...facts.bootLoader, defaultEntry: entry(NEWER) } },
      wanted,
    ),
  ).toEqual(problems);
});

test("when the entry that is started by default loads no image, nothing would run the bind script", () => {
  const facts = host({});
  const defaultEntry = { ...entry(NEWER), initrds: [OVERLAY_FILE] };
  const given = { ...facts, bootLoader: { ...facts.bootLoader, defaultEntry } };
  expect(defaultEntryProblems(given, wanted)).toEqual([
    `entry "Debian ${NEWER}", which is the default, loads no initramfs of the host for kernel ${NEWER}, so nothing binds there`,
  ]);
});

interface Facts {
  readonly loader?: EffectiveFacts["bootLoader"]["loader"];
  readonly entries?: readonly BootEntry[];
  readonly installed?: readonly InstalledKernel[];
  readonly overlay?: EffectiveFacts["managed"]["overlay"];
  readonly images?: EffectiveFacts["managed"]["images"];
}

/** A host with both kernels, configured, with what a case changes. */
function host(facts: Facts): EffectiveFacts {
  const booted = labObservation(bootedHost(wanted));
  return {
    kernel: { installed: facts.installed ?? kernels },
    bootLoader: { loader: facts.loader ?? "grub", entries: facts.entries ?? entries },
    managed: {
      ...booted.managed,
      overlay: "overlay" in facts ? facts.overlay : built([KERNEL, NEWER]),
      images: facts.images,
    },
  };
}

function built(of: readonly string[]) {
  return { sha256: "x", built: { sha256: "x", bind: wanted.overlay.bind, kernels: of } };
}

function both(problem: string): readonly string[] {
  return [NEWER, KERNEL].map((release) => `entry "Debian ${release}" (kernel ${release}): ${problem}`);
}

function kernel(release: string, vfioPci: InstalledKernel["vfioPci"] = "module"): InstalledKernel {
  const [image, initrd] = [`/boot/vmlinuz-${release}`, `/boot/initrd.img-${release}`];
  return { release, image, initrd, vfioPci, intelIommuDefault: "on" };
}

function entry(
  release: string,
  {
    line = `root=x ro iommu=pt ${BIND}`,
    early = [OVERLAY_FILE],
    image = `/boot/initrd.img-${release}`,
  }: { readonly line?: string; readonly early?: readonly string[]; readonly image?: string } = {},
): BootEntry {
  return {
    title: `Debian ${release}`,
    kernel: `/boot/vmlinuz-${release}`,
    commandLine: line,
    initrds: [...early, image],
    source: "10_linux",
    ofSystem: true,
  };
}
