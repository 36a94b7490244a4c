/** The lines of `after` against those of `before`: removed ones begin with `- `, added ones with `+ `, common ones with two blanks. */
export function lineDiff(before: string, after: string): readonly string[] {
  const old = linesOf(before);
  const now = linesOf(after);
  const common = commonLengths(old, now);
  const out: string[] = [];
  let left = 0;
  let right = 0;
  while (left < old.length || right < now.length) {
    const gone = old[left];
    const come = now[right];
    if (gone !== undefined && gone === come) {
      out.push(`  ${gone}`);
      left += 1;
      right += 1;
    } else if (
      gone !== undefined &&
      (come === undefined || at(common, left + 1, right) >= at(common, left, right + 1))
    ) {
      out.push(`- ${gone}`);
      left += 1;
    } else {
      out.push(`+ ${come ?? ""}`);
      right += 1;
    }
  }
  return out;
}

/** Longest common subsequences of the rests, for files of some hundred lines. */
function commonLengths(old: readonly string[], now: readonly string[]): readonly (readonly number[])[] {
  const table: number[][] = Array.from({ length: old.length + 1 }, () =>
    new Array<number>(now.length + 1).fill(0),
  );
  for (let left = old.length - 1; left >= 0; left -= 1) {
    for (let right = now.length - 1; right >= 0; right -= 1) {
      const row = table[left] ?? [];
      row[right] =
        old[left] === now[right]
          ? at(table, left + 1, right + 1) + 1
          : Math.max(at(table, left + 1, right), at(table, left, right + 1));
    }
  }
  return table;
}

function at(table: readonly (readonly number[])[], left: number, right: number): number {
  return table[left]?.[right] ?? 0;
}

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
