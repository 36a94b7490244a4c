import type { BootSource, SourceKind } from "../../model/facts/boot-sources-facts.ts";
import { instruction } from "../on-host/instruction.ts";

/**
 * Instructions to go on only while the files of these kinds are as they were seen: no other content, none
 * more, none less. None when they were not looked at.
 */
export function sourceInstructions(
  sources: readonly BootSource[] | undefined,
  kinds: readonly SourceKind[],
): readonly string[] {
  if (sources === undefined) return [];
  const seen = sources.filter(({ kind }) => kinds.includes(kind));
  return [
    instruction("sources", { kinds }),
    ...seen.map(({ kind, sha256, path }) => instruction("seen", { kind, sha256, path })),
  ];
}
