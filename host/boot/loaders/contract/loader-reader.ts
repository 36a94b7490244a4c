import type { BootEntry, BootLoaderFacts } from "../../../model/facts/boot-loader-facts.ts";
import type { TaggedLines } from "../../../read/engine/tagged-lines.ts";

/** One boot loader's part of what is read of a host. */
export interface LoaderReader {
  /**
   * Shell lines that print what it needs, each line with a tag. The variable `root` is what paths get in
   * front.
   */
  readonly script?: string;
  /** Programs that are looked for; each that is there is a line `tool <name>`. */
  readonly tools?: readonly string[];
  /**
   * What it says if it started the system; `undefined` when another did. The readers are asked in the order
   * of the loaders.
   */
  started?(lines: TaggedLines, text: string): Started | undefined;
  /**
   * The entries, where it makes them of arguments that it keeps in a place of its own, and owns those that
   * were started.
   */
  owned?(lines: TaggedLines, found: FoundEntries): OwnedEntries | undefined;
  /** Facts of its own. */
  facts?(lines: TaggedLines, text: string): Partial<BootLoaderFacts>;
}

/** What a loader says that has started the system. */
export interface Started extends Pick<BootLoaderFacts, "loader" | "evidence" | "entries" | "entriesFolder"> {
  /** The default entry among these; `undefined` when that is unknown. */
  defaultOf(entries: readonly BootEntry[]): BootEntry | undefined;
}

/** The entries that were found, and what started the system. */
export type FoundEntries = Pick<BootLoaderFacts, "loader" | "entries" | "entriesFolder" | "grub">;

/**
 * Entries, and the program that owns them. A program that is only installed owns nothing: what it keeps must
 * be there, and the loader that it serves must have started the system.
 */
export interface OwnedEntries {
  readonly owner: NonNullable<BootLoaderFacts["owner"]>;
  /** Why it counts as the owner, in words for the user. */
  readonly evidence: string;
  readonly entries: readonly BootEntry[];
  /** The default entry, where the loader does not choose it among files on its own. */
  readonly defaultEntry?: BootEntry | undefined;
}

/** The entries, with the owner as the source of its own and with no source of the others. */
export function claimed(
  entries: readonly BootEntry[],
  owner: OwnedEntries["owner"],
  isOwn: (entry: BootEntry) => boolean,
): readonly BootEntry[] {
  return entries.map(({ source: _, ofSystem: __, hostImage: ___, ...entry }) =>
    isOwn(entry) ? { ...entry, source: owner, ofSystem: true } : entry,
  );
}
