import { describe, expect, it } from "vitest";
import { grubMeans } from "../../../../../host/boot/loaders/grub/trial.ts";
import { systemdBootMeans } from "../../../../../host/boot/loaders/systemd-boot/trial.ts";
import { commitScripts } from "../../../../../host/boot/on-host/programs.ts";
import { armInstructions, type Trial } from "../../../../../host/boot/trial/arm-instructions.ts";
import { keptProblems } from "../../../../../host/boot/trial/as-tried.ts";
import type { BootEntry } from "../../../../../host/model/facts/boot-loader-facts.ts";

const entry: BootEntry = {
  id: "pulumi-vfio-trial-0badcafe",
  title: "trial",
  kernel: "/boot/vmlinuz-1",
  commandLine: "root=x iommu=pt pulumi_vfio_trial=0badcafe panic=30",
  initrds: ["/boot/vfio/trial.cpio", "/boot/initrd.img-1"],
};
const trial: Trial = {
  id: "0badcafe",
  means: grubMeans({
    name: "grub",
    environment: { uuid: "u", path: "/grub/env" },
    file: "/boot/grub/env",
    folder: "/boot/grub",
  }),
  entry,
  seconds: 240,
  kind: "change",
  payload: ["boot /boot", "menu"],
  overlay: "/boot/vfio/trial.cpio",
  proven: "root=x iommu=pt",
};

describe("the entry that is started from now on", () => {
  const now: BootEntry = { ...entry, title: "Debian", commandLine: "root=x iommu=pt" };

  it.each<[string, BootEntry | undefined, readonly string[]]>([
    ["is what was tried", now, []],
    ["has variables of GRUB's besides", { ...now, commandLine: "root=x iommu=pt $vt_handoff" }, []],
    ["cannot be told", undefined, ["the default entry is unknown"]],
    [
      "has another kernel",
      { ...now, kernel: "/boot/vmlinuz-2" },
      ['entry "Debian" has kernel /boot/vmlinuz-2, and /boot/vmlinuz-1 was tried'],
    ],
    [
      "has another line",
      { ...now, commandLine: "root=x splash" },
      ['entry "Debian" is not what was tried: they differ in splash, iommu'],
    ],
  ])("%s", (_what, defaultEntry, problems) => {
    expect(keptProblems({ bootLoader: { defaultEntry } }, trial)).toEqual(problems);
  });
});

describe("what the script that arms is told", () => {
  it("is the transaction's part, what goes on by itself, and what starts the trial, which comes last", () => {
    const words = armInstructions(trial).map((line) => line.split(" "));
    expect(
      words.map(([what, first, second]) =>
        `${what} ${what === "trial-file" ? second : (first ?? "")}`.trim(),
      ),
    ).toEqual([
      "boot /boot",
      "menu",
      "trial 0badcafe",
      "trial-script commit",
      "trial-script recover",
      "trial-script proven",
      "trial-file /etc/systemd/system/pulumi-vfio-recover.service",
      "trial-link ../pulumi-vfio-recover.service",
      "trial-file /etc/systemd/system/pulumi-vfio-dead-man.service",
      "trial-link ../pulumi-vfio-dead-man.service",
      "trial-link ../pulumi-vfio-dead-man.service",
      "trial-link ../pulumi-vfio-dead-man.service",
      "trial-overlay /boot/vfio/trial.cpio",
      "trial-menu /boot/grub/custom.cfg",
      "trial-environment /boot/grub/env",
    ]);
    expect(script(trial)).toBe(commitScripts.change);
  });

  it("of an undo keeps no line that was proven, and needs no overlay", () => {
    const undo = armInstructions({ ...trial, kind: "undo", overlay: undefined });
    expect(undo.filter((line) => /^trial-(?:script proven|overlay)/.test(line))).toEqual([]);
    expect(script({ ...trial, kind: "undo" })).toBe(commitScripts.undo);
  });

  it("is an entry of its own, and the words for the firmware, with systemd-boot", () => {
    const means = systemdBootMeans({ entries: "/efi/loader/entries", knownGood: "debian.conf" });
    const [file = "", word] = armInstructions({ ...trial, means }).slice(-2);
    expect(file).toMatch(/^trial-file 0644 \/efi\/loader\/entries\/pulumi-vfio-trial-0badcafe\.conf /);
    expect(word).toBe("trial-oneshot pulumi-vfio-trial-0badcafe.conf debian.conf");
  });
});

function script(of: Trial): string {
  const line = armInstructions(of).find((text) => text.startsWith("trial-script commit ")) ?? "";
  return Buffer.from(line.split(" ")[2] ?? "", "base64").toString();
}
