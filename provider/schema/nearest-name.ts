/**
 * The name that a mistyped one is closest to; undefined when none is close: more than a third of its letters
 * differ.
 */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const allowed = Math.max(2, Math.floor(typed.length / 3));
  const ranked = names
    .map((name) => ({ name, changes: changesBetween(typed.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, changes }) => changes <= allowed && changes < name.length)
    .sort((a, b) => a.changes - b.changes);
  return ranked[0]?.name;
}

/** How many letters have to be inserted, left out or replaced (Levenshtein distance). */
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replaced = (row[column] ?? 0) + (to[column] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
