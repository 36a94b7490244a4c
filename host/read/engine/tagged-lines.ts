/**
 * The lines of a script whose every line begins with a word that says what it is: the rest of each line, by
 * that word, in order.
 */
export class TaggedLines {
  readonly #lines = new Map<string, string[]>();

  constructor(text: string) {
    for (const line of text.split("\n")) {
      if (line === "") continue;
      const space = line.indexOf(" ");
      const tag = space === -1 ? line : line.slice(0, space);
      const rest = space === -1 ? "" : line.slice(space + 1);
      const known = this.#lines.get(tag);
      if (known === undefined) this.#lines.set(tag, [rest]);
      else known.push(rest);
    }
  }

  /** Whether there is a line of this kind. */
  has(tag: string): boolean {
    return this.#lines.has(tag);
  }

  /** All lines of this kind; none when there is none. */
  all(tag: string): readonly string[] {
    return this.#lines.get(tag) ?? [];
  }

  /**
   * The first line of this kind, without white space around it; `undefined` for none, and for an empty one.
   */
  first(tag: string): string | undefined {
    return this.#lines.get(tag)?.[0]?.trim() || undefined;
  }

  /** All lines of this kind, split at the first space; the second part is empty where there is none. */
  pairs(tag: string): readonly (readonly [string, string])[] {
    return this.all(tag).map((line) => {
      const space = line.indexOf(" ");
      return space === -1 ? [line, ""] : [line.slice(0, space), line.slice(space + 1)];
    });
  }
}
