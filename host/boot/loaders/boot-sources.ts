import { readFileSync } from "node:fs";
import { type BootSource, sourceKinds } from "../../model/facts/boot-sources-facts.ts";
import type { TaggedLines } from "../../read/engine/tagged-lines.ts";

/**
 * Shell function `boot_sources KIND…`, which prints such files, a line `KIND SHA256 PATH` each. Needs the
 * variable `root`: what all paths get in front.
 */
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
