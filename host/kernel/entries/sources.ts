import { readFileSync } from "node:fs";
import type { TaggedLines } from "../../facts/tagged.ts";

/**
 * What files of others a boot configuration may be planned from: settings of GRUB (/etc/default/grub and its drop-ins), GRUB's menu (grub.cfg), boot
 * loader entries (type 1), those variables of GRUB's environment that such entries name, files with the arguments of the programs that make entries.
 */
export const sourceKinds = ["settings", "menu", "entries", "variables", "arguments"] as const;

export type SourceKind = (typeof sourceKinds)[number];

/** A file of others as it was when the host was read. */
export interface BootSource {
  readonly kind: SourceKind;
  readonly path: string;
  /** Of the bytes (for `variables`, of their lines), hexadecimal. */
  readonly sha256: string;
}

/** Shell function `boot_sources KIND…`, which prints such files, a line `KIND SHA256 PATH` each. Needs the variable `root`: what all paths get in front. */
export const sourcesScript: string = readFileSync(new URL("./scripts/sources.sh", import.meta.url), "utf8");

/** Reads the lines `source KIND SHA256 PATH`; `undefined` when they were not looked at. */
export function parseSources(lines: TaggedLines): readonly BootSource[] | undefined {
  if (!lines.has("sources")) return undefined;
  return lines.all("source").flatMap((line) => {
    const [, name, sha256 = "", path = ""] = /^(\S+) (\S+) (.*)$/.exec(line) ?? [];
    const kind = sourceKinds.find((known) => known === name);
    return kind === undefined ? [] : [{ kind, path, sha256 }];
  });
}

/**
 * Instructions to go on only while the files of these kinds are as they were seen: no other content, none more, none less. None when they were not
 * looked at.
 */
export function sourceInstructions(
  sources: readonly BootSource[] | undefined,
  kinds: readonly SourceKind[],
): readonly string[] {
  if (sources === undefined) return [];
  const seen = sources.filter(({ kind }) => kinds.includes(kind));
  return [
    `sources ${kinds.join(" ")}`,
    ...seen.map(({ kind, sha256, path }) => `seen ${kind} ${sha256} ${path}`),
  ];
}
