import { expect, it } from "vitest";
import { staleTokens } from "../../../../../host/boot/entries/stale-tokens.ts";
import { parseCommandLine } from "../../../../../host/model/command-line/command-line.ts";
import type { ManagedFacts } from "../../../../../host/model/facts/managed-facts.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { freshHost } from "../lab-host.ts";

it.each<[what: string, line: string, ours: string, stale: readonly string[]]>([
  ["ours alone", "ro quirk=1 iommu=pt", "quirk=1 iommu=pt", ["quirk=1"]],
  ["ours and theirs", "ro quirk=1 quirk=1 iommu=pt", "quirk=1 iommu=pt", []],
  ["theirs alone", "ro quirk=1 iommu=pt", "iommu=pt", []],
  ["nobody's", "ro iommu=pt", "quirk=1 iommu=pt", ["quirk=1"]],
])("an argument that is not wanted any more, %s", (_what, commandLine, ours, stale) => {
  const text = `GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT ${ours}"\n`;
  const managed: ManagedFacts = {
    ...freshHost().managed,
    files: { [paths.grub]: { text, sha256: "" } },
    journal: { files: [paths.grub], tokens: ["quirk=1", "iommu=pt"], drivers: {} },
  };
  const entry = {
    title: "Debian",
    kernel: "/boot/vmlinuz-1",
    commandLine,
    initrds: [],
    source: "10_linux",
    ofSystem: true,
  };
  const wanted = parseCommandLine("iommu=pt").tokens;
  expect(staleTokens({ bootLoader: { entries: [entry] }, managed }, wanted)).toEqual(stale);
});
