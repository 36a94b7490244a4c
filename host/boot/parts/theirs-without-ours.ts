import {
  type KernelToken,
  parseCommandLine,
  parseToken,
  remove,
  renderCommandLine,
} from "../../model/command-line/command-line.ts";

/** What is left of a changed file without our part; empty when nothing of it is theirs. */
export function theirsWithoutOurs(theirs: string, ours: string, tokens: readonly string[]): string {
  const own = new Set(ours.split("\n"));
  const words = [...tokens, "vfio/early.cpio"].map(parseToken);
  const left = theirs
    .split("\n")
    .filter((line) => line.trim() !== "" && !own.has(line))
    .map((line) => withoutWords(line, words))
    .filter((line) => !/^([A-Z_]+)="?\$\{?\1\}?"?$/.test(line));
  return left.length === 0 ? "" : `${left.join("\n")}\n`;
}

/**
 * A setting without our words in its value; all else stays as it was written. `vfio_bind=` is always ours.
 */
function withoutWords(line: string, words: readonly KernelToken[]): string {
  const without = (value: string) => renderCommandLine(remove(parseCommandLine(value), words));
  return line
    .replace(/^(\w+=)(.*)$/, (_, name: string, value: string) => {
      const isQuoted = /["']/.test(value);
      return (
        name +
        (isQuoted ? value.replaceAll(QUOTED, (_, mark, text) => mark + without(text) + mark) : without(value))
      );
    })
    .replaceAll(/ ?vfio_bind=[^\s"']*/g, "");
}

/** A string of the shell; a backslash keeps the quote after it from ending it. */
const QUOTED = /(["'])((?:\\.|(?!\1).)*)\1/g;
