import { diffArrays } from "diff";

/**
 * The lines of `after` against those of `before`: removed ones begin with `- `, added ones with `+ `, common
 * ones with two blanks.
 */
export function lineDiff(before: string, after: string): readonly string[] {
  return diffArrays(linesOf(before), linesOf(after)).flatMap(({ value, added, removed }) => {
    const sign = added ? "+" : removed ? "-" : " ";
    return value.map((line) => `${sign} ${line}`);
  });
}

function linesOf(text: string): string[] {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
