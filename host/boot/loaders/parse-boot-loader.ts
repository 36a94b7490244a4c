import type { BootLoaderFacts } from "../../model/facts/boot-loader-facts.ts";
import { TaggedLines } from "../../read/engine/tagged-lines.ts";
import { parseSources } from "./boot-sources.ts";
import { loaders } from "./choose-loader.ts";
import type { LoaderReader, Started } from "./contract/loader-reader.ts";

/** Decides which boot loader is in use, and reads its entries. */
export function parseBootLoader(text: string): BootLoaderFacts {
  const lines = new TaggedLines(text);
  const readers = loaders.flatMap(({ read }) => read ?? []);
  const own: Partial<BootLoaderFacts> = Object.assign(
    {},
    ...readers.map(({ facts }) => facts?.(lines, text)),
  );
  const started = first(readers, ({ started: ask }) => ask?.(lines, text)) ?? NOTHING;
  const { loader, evidence, entriesFolder } = started;
  const found = { loader, entries: started.entries, entriesFolder, grub: own.grub };
  const owned = first(readers, ({ owned: ask }) => ask?.(lines, found));
  const entries = owned?.entries ?? started.entries;
  const variables = new Map(lines.pairs("variable"));
  return {
    ...own,
    loader,
    evidence: owned === undefined ? evidence : [...evidence, owned.evidence],
    owner: owned?.owner,
    entries,
    defaultEntry: owned?.defaultEntry ?? started.defaultOf(entries),
    entriesFolder,
    bootedUnifiedImage: variables.has("StubInfo")
      ? (variables.get("LoaderEntrySelected")?.trim() ?? "(its name is not known)")
      : undefined,
    unifiedImages: lines.has("unified") ? lines.all("unified") : undefined,
    kernelCommandLineFile: lines.has("kernel-cmdline")
      ? lines.all("kernel-cmdline").join("\n").trim()
      : undefined,
    tools: lines.all("tool"),
    sources: parseSources(lines),
  };
}

/** What is known where no loader answers. */
const NOTHING: Started = { loader: "unknown", evidence: [], entries: [], defaultOf: () => undefined };

/** The first answer of the readers. */
function first<T>(
  readers: readonly LoaderReader[],
  ask: (reader: LoaderReader) => T | undefined,
): T | undefined {
  for (const reader of readers) {
    const answer = ask(reader);
    if (answer !== undefined) return answer;
  }
  return undefined;
}
