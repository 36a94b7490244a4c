import type { BootEntry, BootLoaderFacts, GrubFacts } from "../../model/facts/boot-loader.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";
import { parseSources } from "./boot-sources.ts";
import { parseDeployments } from "./deployment-entries.ts";
import { ownedEntries } from "./entries-owner.ts";
import { defaultGrubEntry, grubEntries } from "./grub-entries.ts";
import { loaderEntries } from "./loader-entries.ts";
import { isGrub2Bls, parseSdbootutil } from "./sdbootutil-entries.ts";

/** Decides which boot loader is in use, and reads its entries. */
export function parseBootLoader(text: string): BootLoaderFacts {
  const lines = new TaggedLines(text);
  const grub = isGrub2Bls(lines) ? undefined : grubOf(lines, text);
  const { loader, evidence } = loaderOf(lines, grub);
  const files = loaderEntries(lines, loader === "grub" ? grubVariables(lines, grub) : undefined);
  const found =
    loader === "grub" && grub !== undefined
      ? [...grubEntries(lines.all("cfg").join("\n")), ...(grub.usesLoaderEntries ? files.entries : [])]
      : files.entries;
  const owned = ownedEntries(lines, { loader, entries: found, grub });
  const entries = owned?.entries ?? found;
  const preset = files.defaultEntry?.id;
  const ofFiles = entries.find(({ id }) => id !== undefined && id === preset);
  const variables = new Map(lines.pairs("variable"));
  return {
    loader,
    evidence: owned === undefined ? evidence : [...evidence, owned.evidence],
    owner: owned?.owner,
    entries,
    defaultEntry: owned?.defaultEntry ?? defaultOf(loader, entries, grub, ofFiles),
    grub,
    entriesFolder: files.folder,
    bootedUnifiedImage: variables.has("StubInfo")
      ? (variables.get("LoaderEntrySelected")?.trim() ?? "(its name is not known)")
      : undefined,
    unifiedImages: lines.has("unified") ? lines.all("unified") : undefined,
    kernelCommandLineFile: lines.has("kernel-cmdline")
      ? lines.all("kernel-cmdline").join("\n").trim()
      : undefined,
    deployment: parseDeployments(lines),
    tools: lines.all("tool"),
    sdbootutil: parseSdbootutil(lines),
    sources: parseSources(lines),
  };
}

function grubOf(lines: TaggedLines, text: string): GrubFacts | undefined {
  const configFile = lines.first("grub");
  if (configFile === undefined) return undefined;
  const failed = lines.first("settings-failed");
  return {
    configFile,
    settings: Object.fromEntries(lines.pairs("setting")),
    settingsProblem: failed === undefined ? undefined : settingsProblemOf(text, failed),
    replacing: lines.has("replacing")
      ? lines.pairs("replacing").map(([variable, path]) => ({ variable, path }))
      : undefined,
    environment: Object.fromEntries(lines.all("env").map(assignment)),
    usesLoaderEntries: lines.all("cfg").some((line) => /^\s*blscfg\b/.test(line)),
  };
}

/** What GRUB puts in the place of variables in loader entries: those of its environment, else those that its configuration sets. */
function grubVariables(lines: TaggedLines, grub: GrubFacts | undefined): Readonly<Record<string, string>> {
  const set = lines.all("cfg").flatMap((line) => {
    const [, name, quoted, plain] = /^\s*set (\w+)=(?:"([^"$]*)"|([^"$\s]*))\s*$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, quoted ?? plain ?? ""] as const];
  });
  return { ...Object.fromEntries(set), ...grub?.environment };
}

/** What a shell says of a file that it cannot read is on a line of its own: `sh: 8: /etc/default/grub: Syntax error: …`. */
function settingsProblemOf(text: string, code: string): string {
  const said = /^(?:sh: (\d+): )?(\/etc\/default\/grub\S*): (?:line (\d+): )?(.*)$/m.exec(text);
  if (said === null) return `/etc/default/grub could not be read as a shell file (${code})`;
  const [, dash, path, bash, reason] = said;
  const line = dash ?? bash;
  return `${path}${line === undefined ? "" : `, line ${line}`}: ${reason}`;
}

function assignment(line: string): readonly [string, string] {
  const equals = line.indexOf("=");
  return [line.slice(0, equals), line.slice(equals + 1)];
}

/**
 * systemd-boot, and GRUB from 2.12 on, leave their name in the EFI variable LoaderInfo. An older GRUB leaves BOOT_IMAGE= on the command
 * line, as some other loaders do; with its configuration beside it, that is GRUB.
 */
function loaderOf(
  lines: TaggedLines,
  grub: GrubFacts | undefined,
): Pick<BootLoaderFacts, "loader" | "evidence"> {
  const info = new Map(lines.pairs("variable")).get("LoaderInfo")?.trim();
  if (info?.startsWith("systemd-boot")) {
    return { loader: "systemd-boot", evidence: [`EFI variable LoaderInfo: ${info}`] };
  }
  if (info !== undefined && !info.startsWith("GRUB")) {
    return { loader: "unknown", evidence: [`EFI variable LoaderInfo: ${info}`] };
  }
  const evidence = info === undefined ? [] : [`EFI variable LoaderInfo: ${info}`];
  const commandLine = lines.first("cmdline") ?? "";
  const byGrub = commandLine.includes("BOOT_IMAGE=");
  if (byGrub) evidence.push("BOOT_IMAGE= on the command line");
  const stub = new Map(lines.pairs("variable")).get("StubInfo")?.trim();
  if (stub !== undefined) evidence.push(`EFI variable StubInfo: ${stub} (a unified kernel image)`);
  if (info === undefined && /(?:^| )initrd=/.test(commandLine)) {
    evidence.push(
      "initrd= on the command line, as the firmware or a loader gives it to the kernel's own EFI stub",
    );
  }
  const without = isGrub2Bls(lines) ? "LOADER_TYPE=grub2-bls in /etc/sysconfig/bootloader" : "no grub.cfg";
  evidence.push(grub === undefined ? without : grub.configFile);
  const isGrub = grub === undefined ? info !== undefined && isGrub2Bls(lines) : byGrub || info !== undefined;
  return { loader: isGrub ? "grub" : "unknown", evidence };
}

function defaultOf(
  loader: BootLoaderFacts["loader"],
  entries: readonly BootEntry[],
  grub: GrubFacts | undefined,
  ofFiles: BootEntry | undefined,
): BootEntry | undefined {
  if (loader === "grub" && grub !== undefined) return defaultGrubEntry(entries, grub);
  return loader === "systemd-boot" ? ofFiles : undefined;
}
