import { describe, expect, it } from "vitest";
import { effectiveProblems } from "../../../../../host/boot/entries/effective-entries.ts";
import { parseBootLoader } from "../../../../../host/boot/loaders/parse-boot-loader.ts";
import { changeInstructions } from "../../../../../host/boot/plan/change-instructions.ts";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import { chooseBinding } from "../../../../../host/boot/wanted/binding.ts";
import { completeBoot } from "../../../../../host/boot/wanted/complete-boot.ts";
import { ordinaryEntries } from "../../../../../host/model/boot/ordinary-entries.ts";
import { tokensOf } from "../../../../../host/model/command-line/arguments.ts";
import { sha256 } from "../../../../../host/model/facts/managed-facts.ts";
import type { Observation } from "../../../../../host/model/facts/observation.ts";
import { caseOf, factsOf } from "./boot-loader-cases.ts";

it.each<[string, (text: string) => string]>([
  ["proxmox-boot-tool that serves no partitions", (text) => text.replaceAll(/^proxmox-partition.*\n/gm, "")],
  ["proxmox-boot-tool that is gone", (text) => text.replace("tool proxmox-boot-tool\n", "")],
])("%s owns no entries", (_, change) => {
  expect(parseBootLoader(change(caseOf("proxmox8-boot-tool"))).owner).toBeUndefined();
});

it("a kernel that was pinned with proxmox-boot-tool is the default", () => {
  const text = `${caseOf("proxmox8-boot-tool")}proxmox-pin 6.8.4-2-pve\n`;
  expect(parseBootLoader(text).defaultEntry?.id).toBe("proxmox-6.8.4-2-pve");
});

it.each<[string, "initramfs-tools" | "dracut" | "mkinitcpio"]>([
  ["proxmox8-boot-tool", "initramfs-tools"],
  ["pop22.04-kernelstub", "initramfs-tools"],
  ["arch-systemd-boot-by-hand", "mkinitcpio"],
])("%s: the entry of every installed kernel is judged before a reboot", (name, tool) => {
  const facts = factsOf(name, tool);
  const entries = ordinaryEntries(facts.bootLoader.entries);
  const functions = facts.pci.filter(({ bootVga }) => bootVga !== true);
  const declared = { commandLine: {}, moduleOptions: {}, allowBootDisplay: false, iommuPassthrough: true };
  const problems = effectiveProblems(facts, completeBoot("ws1", facts, functions, declared));
  for (const { release } of facts.kernel.installed) {
    const own = problems.filter((line) => line.includes(`(kernel ${release})`));
    expect(own.join("\n")).toMatch(/vfio_bind=\S+ is not on its command line/);
    expect(own.join("\n")).toMatch(/its image \S+ is not known to carry the bind script/);
  }
  expect(entries.length).toBe(facts.kernel.installed.length);
});

it("kernelstub owns nothing where its entries are not there", () => {
  const text = caseOf("pop22.04-kernelstub").replaceAll("/EFI/Pop_OS-78c9787f", "/EFI/Pop_OS-00000000");
  expect(parseBootLoader(text).owner).toBeUndefined();
});

describe("a host whose entries a program makes", () => {
  const fresh = factsOf("proxmox8-boot-tool", "initramfs-tools");
  const functions = fresh.pci.filter(({ bootVga }) => bootVga !== true);
  const declared = { commandLine: {}, moduleOptions: {}, allowBootDisplay: false, iommuPassthrough: true };
  const wanted = completeBoot("ws1", fresh, functions, declared);
  const tokens = tokensOf(wanted.commandLine).map(({ text }) => text);
  const images = Object.fromEntries(
    Object.entries(wanted.images ?? {}).map(([path, image]) => [
      path,
      { ...image, state: "as-seen" as const },
    ]),
  );
  const files = Object.entries(wanted.files).map(
    ([path, text]) => [path, { text, sha256: sha256(text) }] as const,
  );
  const configured = (managedFacts: Partial<Observation["managed"]>): Observation => ({
    ...fresh,
    bootLoader: parseBootLoader(
      caseOf("proxmox8-boot-tool").replace(/^kernel-cmdline .*$/m, (line) => `${line} ${tokens.join(" ")}`),
    ),
    managed: {
      ...fresh.managed,
      files: Object.fromEntries(files),
      ours: wanted.files,
      journal: { files: Object.keys(wanted.files), tokens, drivers: {} },
      images,
      ...managedFacts,
    },
  });
  const stored = (facts: Observation) =>
    planBoot(facts, wanted).filter(({ kind }) => kind !== "reboot" && kind !== "bind");

  it("has the script in the host's images, and says why", () => {
    expect(chooseBinding("auto", fresh, [])).toMatchObject({
      delivery: "rebuild",
      because: expect.stringContaining("proxmox-boot-tool regenerates the boot entries"),
    });
  });

  it("needs nothing when the program has the arguments and the images the script", () => {
    expect(stored(configured({}))).toEqual([]);
  });

  it("has the program run when images are made anew, because it copies them", () => {
    const [path = ""] = Object.keys(images);
    const { [path]: _, ...others } = images;
    expect(stored(configured({ images: others }))).toMatchObject([
      { kind: "images" },
      { kind: "menu", because: "its entries load copies of the images" },
    ]);
  });

  it("has the program run when it did not come to it before", () => {
    expect(stored(configured({ entriesDue: true }))).toMatchObject([
      { kind: "menu", because: "an earlier run ended before its entries were made" },
    ]);
  });

  it("is told to the transaction by the name of the program", () => {
    const facts = configured({ entriesDue: true });
    expect(changeInstructions(planBoot(facts, wanted), wanted, facts)).toContain(
      "arguments-by-tool proxmox-boot-tool",
    );
  });
});
