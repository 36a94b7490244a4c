import { expect, it } from "vitest";
import { managedLoader } from "../../../../../host/boot/loaders/choose-loader.ts";
import { parseBootLoader } from "../../../../../host/boot/loaders/parse-boot-loader.ts";
import { completeBoot } from "../../../../../host/boot/wanted/complete-boot.ts";
import { ordinaryEntries } from "../../../../../host/model/boot/ordinary-entries.ts";
import type { BootLoaderFacts } from "../../../../../host/model/facts/boot-loader-facts.ts";
import { caseOf, factsOf } from "./boot-loader-cases.ts";

const refused: [
  name: string,
  loader: BootLoaderFacts["loader"],
  owner: BootLoaderFacts["owner"],
  reason: RegExp,
][] = [
  ["el7-grub-classic", "grub", undefined, /reads no drop-ins[\s\S]*grub2-switch-to-blscfg/],
  [
    "proxmox8-grub-boot-tool",
    "grub",
    "proxmox-boot-tool",
    /copies on partitions that proxmox-boot-tool fills.*D34B-A25D/,
  ],
  ["arch-unified-image", "systemd-boot", undefined, /unified kernel image arch-linux.efi/],
  [
    "arch-unified-image-no-loader",
    "unknown",
    undefined,
    /StubInfo: systemd-stub 255.4-2-arch \(a unified kernel image\)/,
  ],
  ["arch-efi-stub", "unknown", undefined, /initrd= on the command line, as the firmware/],
  ["arch-refind", "unknown", undefined, /LoaderInfo: rEFInd 0.14.2/],
  ["cachyos-limine", "unknown", undefined, /LoaderInfo: Limine 9.3.0/],
];

it.each(refused)("%s is refused with the reason and the next step", (name, loader, owner, reason) => {
  const facts = factsOf(
    name,
    name.startsWith("arch") || name.startsWith("cachyos") ? "mkinitcpio" : "dracut",
  );
  expect(facts.bootLoader).toMatchObject({ loader, owner });
  const functions = facts.pci.filter(({ bootVga }) => bootVga !== true);
  const declared = { commandLine: {}, moduleOptions: {}, allowBootDisplay: false, iommuPassthrough: true };
  expect(() => completeBoot("ws1", facts, functions, declared)).toThrow(reason);
});

it.each(["opensuse-systemd-boot", "silverblue40-rpm-ostree"])(
  "%s: entries of other states are not judged",
  (name) => {
    const { entries, owner } = factsOf(name, "dracut").bootLoader;
    const own = entries.filter(({ source }) => source === owner);
    expect(own.length).toBeGreaterThan(0);
    expect(ordinaryEntries(entries)).toEqual(own);
  },
);

it("a GRUB that starts a unified kernel image is refused, too", () => {
  const text = caseOf("ubuntu24.04-grub").replace(
    "variable LoaderInfo",
    "variable StubInfo systemd-stub 255\nvariable LoaderInfo",
  );
  const facts = { ...factsOf("ubuntu24.04-grub", "initramfs-tools"), bootLoader: parseBootLoader(text) };
  expect(managedLoader(facts.bootLoader).problems(facts)[0]?.what).toMatch(
    /^the system was started from the unified/,
  );
});

it("GRUB with an entry without arguments is refused, because a line of ours would take the place of root=", () => {
  const text = caseOf("fedora40-grub-bls").replaceAll(/^bls .*:options .*\n/gm, "");
  const facts = { ...factsOf("fedora40-grub-bls", "dracut"), bootLoader: parseBootLoader(text) };
  expect(managedLoader(facts.bootLoader).problems(facts)[0]?.what).toMatch(/has no arguments of its own/);
});

it.each(["debian12-systemd-boot", "fedora40-grub-bls"])(
  "%s: vfio_bind= that somebody else has written into an entry is refused, because an undo could not give it back",
  (name) => {
    const text = caseOf(name).replaceAll(/^(bls .*:options .*)$/gm, "$1 vfio_bind=0000:09:00.0@10de:1b80");
    const facts = { ...factsOf(name, "dracut"), bootLoader: parseBootLoader(text) };
    const problems = managedLoader(facts.bootLoader).problems(facts);
    expect(problems[0]?.what).toMatch(
      /^vfio_bind=0000:09:00\.0@10de:1b80 is in the boot loader entry \S+, and this program has not put it there/,
    );
    const journal = { files: [], tokens: [], drivers: {} };
    const known = { ...facts, managed: { ...facts.managed, journal } };
    expect(managedLoader(facts.bootLoader).problems(known)).toEqual([]);
  },
);
