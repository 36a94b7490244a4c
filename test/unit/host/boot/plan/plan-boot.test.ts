import { describe, expect, it } from "vitest";
import { changeInstructions } from "../../../../../host/boot/plan/change-instructions.ts";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import type { BootFacts } from "../../../../../host/model/boot/boot-facts.ts";
import { DUE } from "../../../../../host/model/facts/managed-facts.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import {
  AUDIO,
  BIND,
  bootedHost,
  configuredHost,
  entries,
  freshHost,
  GPU,
  heldBy,
  OVERLAY_FILE,
  wantedBoot,
  withManaged,
} from "../lab-host.ts";
import { short } from "./plan-in-short.ts";

const wanted = wantedBoot();
const booted = bootedHost(wanted);
const built = booted.managed.overlay?.built;

describe("the plan", () => {
  it("is everything on a fresh host", () => {
    expect(short(freshHost())).toEqual([
      `file ${paths.grub}`,
      `file ${paths.afterInstall}`,
      `file ${paths.afterRemove}`,
      `file ${paths.bind}`,
      `file ${paths.build}`,
      "overlay: it does not exist",
      "add iommu=pt",
      `add ${BIND}`,
      "menu",
      "reboot: iommu=pt is not on the running command line",
    ]);
  });

  it("is a reboot when all is written", () => {
    expect(short(configuredHost(wanted))).toEqual(["reboot: iommu=pt is not on the running command line"]);
  });

  it("is nothing when the host was booted so", () => {
    expect(planBoot(booted, wanted)).toEqual([]);
    expect(changeInstructions([], wanted, booted)).toEqual([]);
  });

  const edited = { [paths.grub]: { text: "edited\n", sha256: "x" } };
  const { [paths.afterInstall]: _, ...withoutHook } = booted.managed.files;
  it.each<[string, BootFacts, readonly string[]]>([
    [
      "an edited drop-in",
      withManaged(booted, { files: { ...booted.managed.files, ...edited } }),
      [`file ${paths.grub}`, "menu"],
    ],
    ["a missing hook", withManaged(booted, { files: withoutHook }), [`file ${paths.afterInstall}`]],
    [
      "a menu that was made without us",
      { ...booted, bootLoader: { loader: "grub", entries: entries("", []) } },
      ["add iommu=pt", `add ${BIND}`, "menu"],
    ],
    [
      "a menu without the overlay",
      { ...booted, bootLoader: { loader: "grub", entries: entries(` iommu=pt ${BIND}`, []) } },
      ["menu"],
    ],
    [
      "a menu with an early image of the host's own before the overlay",
      {
        ...booted,
        bootLoader: {
          loader: "grub",
          entries: entries(` iommu=pt ${BIND}`, ["/boot/own.cpio", OVERLAY_FILE]),
        },
      },
      [],
    ],
    [
      "a menu with the overlay after the host's own image",
      {
        ...booted,
        bootLoader: {
          loader: "grub",
          entries: booted.bootLoader.entries.map((entry) => ({
            ...entry,
            initrds: [...entry.initrds].reverse(),
          })),
        },
      },
      ["menu"],
    ],
    [
      "a missing overlay",
      withManaged(booted, { overlay: { built } }),
      [
        "overlay: it is missing, and the boot menu names it: the next boot would be without any initramfs, and fail",
      ],
    ],
    [
      "a damaged overlay",
      withManaged(booted, { overlay: { sha256: "other", built } }),
      [
        "overlay: its content is not what was built: it is damaged or was replaced, and the next boot may fail",
      ],
    ],
    [
      "a kernel that the overlay lacks",
      withManaged(booted, {
        overlay: { sha256: "0ver", built: { sha256: "0ver", bind: wanted.overlay.bind, kernels: ["5.10"] } },
      }),
      ["overlay: it holds modules for 5.10"],
    ],
    [
      "an overlay that an earlier run did not come to",
      withManaged(booted, {
        overlay: { sha256: "0ver", built: { sha256: "0ver", bind: DUE, kernels: built?.kernels ?? [] } },
      }),
      ["overlay: an earlier run ended before it was built"],
    ],
    [
      "entries of other systems and of people",
      {
        ...booted,
        bootLoader: {
          loader: "grub",
          entries: [
            ...booted.bootLoader.entries.map((entry) => ({ ...entry, source: "10_linux", ofSystem: true })),
            ...entries("", []).map((entry) => ({ ...entry, source: "30_os-prober" })),
            ...entries("", []),
          ],
        },
      },
      [],
    ],
    ["a function without a driver", heldBy(booted, GPU, undefined), [`bind ${GPU}`]],
    ["a function bound to its sound driver", heldBy(booted, AUDIO, "snd_hda_intel"), [`bind ${AUDIO}`]],
    [
      "a function bound to a graphics driver",
      heldBy(booted, GPU, "bochs-drm"),
      [
        `reboot: ${GPU} is bound to bochs-drm, not to vfio-pci, which cannot be unbound safely while the system runs`,
      ],
    ],
    [
      "a bind script that refused",
      withManaged(heldBy(booted, GPU, "bochs-drm"), { bindLog: [`refused: ${GPU} is the boot display`] }),
      [`failed: ${GPU} is bound to bochs-drm, not to vfio-pci`],
    ],
    [
      "module options that wait",
      withManaged(booted, { moduleOptionsChangedIn: "boot-2" }),
      ["reboot: module options take effect when the modules are loaded"],
    ],
    ["module options of an earlier boot", withManaged(booted, { moduleOptionsChangedIn: "boot-1" }), []],
  ])("for %s", (_what, facts, changes) => {
    expect(short(facts)).toEqual(changes);
  });

  it("takes away what is not wanted any more, and knows it after the change as well", () => {
    const before = bootedHost(wantedBoot({ quirk: "1" }));
    expect(short(before)).toEqual([
      `file ${paths.grub}`,
      "remove quirk=1",
      "menu",
      "reboot: quirk=1 is still on the running command line",
    ]);
    const written = configuredHost(wanted);
    const after = withManaged(
      { ...before, bootLoader: written.bootLoader },
      { files: written.managed.files, ours: written.managed.ours },
    );
    expect(short(after)).toEqual(["reboot: quirk=1 is still on the running command line"]);
  });

  it("leaves a token to the person who configures it, too", () => {
    const before = bootedHost(wantedBoot({ quirk: "1" }));
    const own = withManaged(
      {
        ...before,
        bootLoader: {
          loader: "grub",
          entries: entries(` quirk=1 iommu=pt ${BIND}`, ["/boot/vfio/early.cpio"]),
        },
      },
      { files: configuredHost(wanted).managed.files, ours: wanted.files },
    );
    expect(short(own)).toEqual([]);
  });

  it("leaves the overlay alone when the options of other modules change", () => {
    const before = bootedHost(wantedBoot({}, { kvm: { ignore_msrs: "1" } }));
    expect(short(before)).toEqual([
      `file ${paths.modprobe}`,
      "reboot: module options take effect when the modules are loaded",
    ]);
  });

  it("removes the module options when none are wanted", () => {
    const before = bootedHost(wantedBoot({}, { "vfio-pci": { disable_idle_d3: "1" } }));
    expect(short(before)).toEqual([
      `file ${paths.modprobe}`,
      "overlay: it holds the options of the vfio modules",
      "reboot: module options take effect when the modules are loaded",
    ]);
    expect(changeInstructions(planBoot(before, wanted), wanted, before)).toContain("module-options boot-2");
  });
});
