import type { BootEntry, BootLoaderFacts, GrubFacts } from "../../../model/facts/boot-loader-facts.ts";
import type { TaggedLines } from "../../../read/engine/tagged-lines.ts";
import type { LoaderReader } from "../contract/loader-reader.ts";
import { loaderEntries } from "../entry-files/loader-entries.ts";
import { defaultGrubEntry, grubEntries } from "./menu-entries.ts";

/** GRUB: its menu, its settings, and whether it started the system. */
export const grubReader: LoaderReader = {
  tools: ["update-grub", "grub-mkconfig", "grub2-mkconfig"],
  script: String.raw`
for folder in /boot/grub /boot/grub2 /boot/efi/EFI/*; do
  [ -e "$folder/grub.cfg" ] || continue
  echo "grub $folder/grub.cfg"
  sed 's/^/cfg /' "$folder/grub.cfg"
  [ -e "$folder/grubenv" ] && grep -a '=' "$folder/grubenv" | sed 's/^/env /'
  break
done
if [ -e /etc/default/grub ]; then
  timeout 10 sh -e -c '
    {
      . /etc/default/grub
      for drop in /etc/default/grub.d/*.cfg; do
        if [ -e "$drop" ]; then . "$drop"; fi
      done
    } >/dev/null
    for name in DEFAULT SAVEDEFAULT TIMEOUT TIMEOUT_STYLE CMDLINE_LINUX CMDLINE_LINUX_DEFAULT CMDLINE_LINUX_RECOVERY \
      DISABLE_RECOVERY DISABLE_SUBMENU EARLY_INITRD_LINUX_CUSTOM ENABLE_BLSCFG TERMINAL DISTRIBUTOR; do
      eval "value=\${GRUB_$name-} given=\${GRUB_$name+yes}"
      if [ "$given" = yes ]; then printf "setting GRUB_%s %s\n" "$name" "$value"; fi
    done
  ' 2>&1 </dev/null || echo "settings-failed $?"
  timeout 10 sh -c '
    . /etc/default/grub
    for drop in /etc/default/grub.d/*.cfg; do
      [ -e "$drop" ] || continue
      GRUB_CMDLINE_LINUX_DEFAULT=vfio-probe GRUB_EARLY_INITRD_LINUX_CUSTOM=vfio-probe
      . "$drop"
      for name in CMDLINE_LINUX_DEFAULT EARLY_INITRD_LINUX_CUSTOM; do
        eval "value=\$GRUB_$name"
        case " $value " in *" vfio-probe "*) ;; *) echo "replacing GRUB_$name $drop" >&3 ;; esac
      done
    done
  ' 3>&1 >/dev/null 2>&1 </dev/null
fi
`,
  started: (lines, text) => {
    const grub = grubFacts(lines, text);
    const { loader, evidence } = loaderOf(lines, grub);
    const isGrub = loader === "grub";
    const { entries: ofFiles, folder } = loaderEntries(
      lines,
      isGrub ? grubVariables(lines, grub) : undefined,
    );
    const entries =
      isGrub && grub !== undefined
        ? [...grubEntries(lines.all("cfg").join("\n")), ...(grub.usesLoaderEntries ? ofFiles : [])]
        : ofFiles;
    const defaultOf = (all: readonly BootEntry[]) =>
      isGrub && grub !== undefined ? defaultGrubEntry(all, grub) : undefined;
    return { loader, evidence, entries, entriesFolder: folder, defaultOf };
  },
  facts: (lines, text) => ({ grub: grubFacts(lines, text) }),
};

/**
 * Whether GRUB is the package grub2-bls, which takes all entries from files; its newer versions have their
 * configuration in the program, and no grub.cfg.
 */
export function isGrub2Bls(lines: TaggedLines): boolean {
  return lines.all("tool").includes("sdbootutil") && lines.first("loader-type") === "grub2-bls";
}

function grubFacts(lines: TaggedLines, text: string): GrubFacts | undefined {
  const configFile = lines.first("grub");
  if (configFile === undefined || isGrub2Bls(lines)) return undefined;
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

/**
 * What GRUB puts in the place of variables in loader entries: those of its environment, else those that its
 * configuration sets.
 */
function grubVariables(lines: TaggedLines, grub: GrubFacts | undefined): Readonly<Record<string, string>> {
  const set = lines.all("cfg").flatMap((line) => {
    const [, name, quoted, plain] = /^\s*set (\w+)=(?:"([^"$]*)"|([^"$\s]*))\s*$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, quoted ?? plain ?? ""] as const];
  });
  return { ...Object.fromEntries(set), ...grub?.environment };
}

/**
 * What a shell says of a file that it cannot read is on a line of its own: `sh: 8: /etc/default/grub: Syntax
 * error: …`.
 */
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
 * GRUB leaves its name in the EFI variable LoaderInfo from 2.12 on. An older one leaves BOOT_IMAGE= on the
 * command line, as some other loaders do; with its configuration beside it, that is GRUB. It is the last to
 * be asked, so this also says what an unknown loader was judged by.
 */
function loaderOf(
  lines: TaggedLines,
  grub: GrubFacts | undefined,
): Pick<BootLoaderFacts, "loader" | "evidence"> {
  const info = new Map(lines.pairs("variable")).get("LoaderInfo")?.trim();
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
