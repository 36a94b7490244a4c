import type { BootEntry } from "../../model/facts/boot-loader.ts";
import type { TrialFacts } from "../../model/facts/trial.ts";
import { OVERLAY } from "../../model/paths.ts";

/** What a trial of an entry would load, apart from our overlay, and the host does not have. Paths begin at the partition with the entry. */
export function missingFiles(
  { missing = [] }: TrialFacts,
  folder: string,
  entry: BootEntry | undefined,
): readonly string[] {
  const loaded = entry === undefined ? [] : [entry.kernel, ...entry.initrds];
  return loaded
    .filter((path) => !path.endsWith(OVERLAY))
    .map((path) => `${folder}/${path.replaceAll("\\", "/").replace(/^\//, "")}`)
    .filter((path) => missing.includes(path));
}
