import { describe, expect, it } from "vitest";
import type { LoaderKind } from "../../../../../host/boot/loaders/contract/loader.ts";
import { changeInstructions } from "../../../../../host/boot/plan/change-instructions.ts";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import type { BootSource, SourceKind } from "../../../../../host/model/facts/boot-sources-facts.ts";
import { configuredHost, freshHost, wantedBoot } from "../lab-host.ts";

const sources: readonly BootSource[] = [
  { kind: "settings", path: "/etc/default/grub", sha256: "5e77" },
  { kind: "settings", path: "/etc/default/grub.d/10 site.cfg", sha256: "d409" },
  { kind: "menu", path: "/boot/grub/grub.cfg", sha256: "3e49" },
  { kind: "entries", path: "/boot/loader/entries/debian.conf", sha256: "e474" },
  { kind: "variables", path: "/boot/grub2/grubenv", sha256: "e40b" },
  { kind: "arguments", path: "/etc/kernel/cmdline", sha256: "a465" },
];
const SETTINGS = [
  "seen settings 5e77 /etc/default/grub",
  "seen settings d409 /etc/default/grub.d/10 site.cfg",
];
const MENU = "seen menu 3e49 /boot/grub/grub.cfg";
const ENTRY = "seen entries e474 /boot/loader/entries/debian.conf";
const VARIABLES = "seen variables e40b /boot/grub2/grubenv";
const ARGUMENTS = "seen arguments a465 /etc/kernel/cmdline";
const usesLoaderEntries = { configFile: "", settings: {}, environment: {}, usesLoaderEntries: true };

describe("a change is planned from, and bound to", () => {
  it.each<
    [string, LoaderKind & { grub?: typeof usesLoaderEntries }, readonly SourceKind[], readonly string[]]
  >([
    ["GRUB", { loader: "grub" }, ["settings", "menu"], [...SETTINGS, MENU]],
    [
      "GRUB with loader entries",
      { loader: "grub", grub: usesLoaderEntries },
      ["menu", "entries", "variables"],
      [MENU, ENTRY, VARIABLES],
    ],
    ["systemd-boot", { loader: "systemd-boot" }, ["entries"], [ENTRY]],
    [
      "proxmox-boot-tool",
      { loader: "systemd-boot", owner: "proxmox-boot-tool" },
      ["arguments", "entries"],
      [ENTRY, ARGUMENTS],
    ],
    [
      "kernelstub",
      { loader: "systemd-boot", owner: "kernelstub" },
      ["arguments", "entries"],
      [ENTRY, ARGUMENTS],
    ],
  ])("the files of %s", (_name, kind, kinds, seen) => {
    const facts = freshHost();
    const bootLoader = { ...facts.bootLoader, ...kind, sources };
    expect(bound({ ...facts, bootLoader })).toEqual([`sources ${kinds.join(" ")}`, ...seen]);
  });

  it("no files where they were not looked at", () => {
    expect(bound(freshHost())).toEqual([]);
  });

  it("all of a kind, also when there is none: a new one is noticed", () => {
    const facts = freshHost();
    expect(bound({ ...facts, bootLoader: { ...facts.bootLoader, sources: [] } })).toEqual([
      "sources settings menu",
    ]);
  });

  it("nothing when nothing stored changes", () => {
    const facts = configuredHost(wantedBoot());
    expect(bound({ ...facts, bootLoader: { ...facts.bootLoader, sources } })).toEqual([]);
  });
});

function bound(facts: ReturnType<typeof freshHost>): readonly string[] {
  const wanted = wantedBoot();
  return changeInstructions(planBoot(facts, wanted), wanted, facts).filter((line) =>
    /^(?:sources|seen) /.test(line),
  );
}
