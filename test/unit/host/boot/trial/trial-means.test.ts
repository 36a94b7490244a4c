import { describe, expect, it } from "vitest";
import { chooseTrialMeans } from "../../../../../host/boot/trial/trial-means.ts";
import type { EfiVariables, FilePlace, TrialFacts } from "../../../../../host/model/facts/trial-facts.ts";
import { freshHost, labObservation, trialFacts } from "../lab-host.ts";

const { bootLoader } = labObservation(freshHost());
const efiPartition: FilePlace = {
  folder: "/boot/efi",
  mountedAt: "/boot/efi",
  type: "vfat",
  uuid: "AB12-CD34",
  writable: true,
  layer: "plain",
};
const efiVariables: EfiVariables = { writable: true, oneShot: true, selected: "debian.conf" };

function grub(place: Partial<NonNullable<TrialFacts["grub"]>>): TrialFacts {
  const { grub: found } = trialFacts;
  if (found === undefined) throw new Error("no GRUB");
  return { ...trialFacts, grub: { ...found, ...place } };
}

describe("GRUB's own file", () => {
  it.each([
    ["on the root file system", {}, "/boot/grub/pulumi-vfio.env"],
    ["on a file system of /boot", { mountedAt: "/boot" }, "/grub/pulumi-vfio.env"],
    ["on xfs", { type: "xfs" }, "/boot/grub/pulumi-vfio.env"],
    ["on FAT", { type: "vfat", mountedAt: "/boot/grub" }, "/pulumi-vfio.env"],
  ])("has the word %s", (_what, place, path) => {
    expect(chooseTrialMeans({ bootLoader, trial: grub(place) })).toMatchObject({
      means: { name: "grub", environment: { uuid: "0b57-aa11", path }, file: "/boot/grub/pulumi-vfio.env" },
      because: "GRUB starts it once and keeps that beside its configuration",
    });
  });

  const cannot: readonly (readonly [string, Partial<NonNullable<TrialFacts["grub"]>>])[] = [
    ["LVM or encryption", { layer: "device-mapper" }],
    ["software RAID", { layer: "md" }],
    ["btrfs", { type: "btrfs" }],
    ["zfs", { type: "zfs" }],
    ["ext4 with inline_data", { inlineData: true }],
    ["data=journal", { journalsData: true }],
    ["its UUID is not known", { uuid: undefined }],
    ["mounted read-only", { writable: false }],
  ];

  it.each(cannot)("is on the EFI partition instead where there is %s", (why, place) => {
    const trial = { ...grub(place), efiPartition, efiVariables };
    expect(chooseTrialMeans({ bootLoader, trial })).toMatchObject({
      means: {
        name: "grub-efi",
        environment: { uuid: "AB12-CD34", path: "/EFI/pulumi-vfio/env" },
        file: "/boot/efi/EFI/pulumi-vfio/env",
      },
      because: `GRUB starts it once and keeps that on the EFI partition, because it cannot write to /boot/grub (${why})`,
    });
  });

  it.each(cannot)("is nowhere where there is %s, and no EFI partition", (why, place) => {
    expect(problem(grub(place))).toMatch(
      `GRUB cannot write to /boot/grub (${why}), and there is no EFI partition`,
    );
    expect(problem({ ...grub(place), efiPartition })).toMatch("there is no EFI partition");
    expect(problem({ ...grub(place), efiVariables })).toMatch("there is no EFI partition");
  });

  it.each(cannot)("is nowhere where there is LVM, and on the EFI partition %s", (why, place) => {
    const facts = {
      ...grub({ layer: "device-mapper" }),
      efiPartition: { ...efiPartition, ...place },
      efiVariables,
    };
    expect(problem(facts)).toMatch(
      `GRUB can write neither to /boot/grub (LVM or encryption) nor to /boot/efi (${why})`,
    );
  });

  it("is no use without its configuration, or where that does not read custom.cfg", () => {
    expect(problem({ ...trialFacts, grub: undefined })).toMatch("GRUB's configuration was not found");
    const choice = chooseTrialMeans({ bootLoader, trial: grub({ readsCustomFile: false }) });
    expect(choice).toMatchObject({
      problem: {
        what: expect.stringContaining("/boot/grub/grub.cfg does not read custom.cfg"),
        next: expect.stringContaining("/etc/grub.d/41_custom"),
      },
    });
  });
});

describe("systemd-boot", () => {
  const loader = { ...bootLoader, loader: "systemd-boot", entriesFolder: "/efi" } as const;

  const trial = { ...trialFacts, efiVariables, fallbackLoader: "systemd-boot" } as const;

  it("starts an entry once, and returns to the one that runs", () => {
    expect(chooseTrialMeans({ bootLoader: loader, trial })).toMatchObject({
      means: { name: "systemd-boot", entries: "/efi/loader/entries", knownGood: "debian.conf" },
      because: "systemd-boot starts it once and forgets that before it does",
    });
  });

  it("that the firmware finds in one way only is said to need the power button for a kernel that it cannot start", () => {
    expect(
      chooseTrialMeans({ bootLoader: loader, trial: { ...trial, fallbackLoader: undefined } }),
    ).toMatchObject({
      means: { name: "systemd-boot" },
      because: expect.stringMatching(/until you press the power button[^;]*`bootctl install`/),
    });
  });

  it.each([
    ["its kernel", "/efi/0123/6.1/linux"],
    ["one of its images", "/efi/0123/6.1/initrd.img"],
  ])("is not told to start an entry without %s", (_what, path) => {
    const kernel = "/0123/6.1/linux";
    const initrds = ["/vfio/early.cpio", "\\microcode.img", "/0123/6.1/initrd.img"];
    const bootLoader = { ...loader, defaultEntry: { title: "x", kernel, commandLine: "", initrds } };
    const others = ["/efi/vfio/early.cpio", "/boot/0123/6.1/linux"];
    expect(chooseTrialMeans({ bootLoader, trial: { ...trial, missing: others } }).means).toBeDefined();
    expect(chooseTrialMeans({ bootLoader, trial: { ...trial, missing: [...others, path] } })).toMatchObject({
      problem: {
        what: expect.stringContaining(`loads ${path}, which is not there, or empty`),
        next: expect.stringContaining("rebuild it"),
      },
    });
    expect(
      chooseTrialMeans({ bootLoader, trial: { ...trial, missing: ["/efi/microcode.img"] } }).means,
    ).toBeUndefined();
  });

  it.each([
    [
      "cannot be written",
      { ...efiVariables, writable: false },
      "variables of the firmware cannot be written",
    ],
    ["say nothing of one boot", { ...efiVariables, oneShot: false }, "has no entry for one boot"],
    [
      "do not name what runs",
      { ...efiVariables, selected: undefined },
      "does not say which entry it has started",
    ],
    ["are not there", undefined, "the folder of the boot loader entries was not found"],
  ])("is no use where variables %s", (_what, variables, why) => {
    expect(problem({ ...trialFacts, efiVariables: variables }, loader)).toMatch(why);
  });
});

it("needs systemd as process 1", () => {
  expect(problem({ ...trialFacts, systemd: false })).toMatch("systemd is not process 1");
});

it("is not possible where a program makes the entries", () => {
  const owned = { ...bootLoader, owner: "kernelstub" } as const;
  expect(problem(trialFacts, owned)).toMatch("kernelstub makes the boot entries");
});

function problem(trial: TrialFacts, loader = bootLoader): string {
  const choice = chooseTrialMeans({ bootLoader: loader, trial });
  if (choice.means !== undefined) throw new Error("it can be tried");
  expect(choice.problem.next).toMatch(/allowUnprotectedReboot|reboot: manual/);
  return choice.problem.what;
}
