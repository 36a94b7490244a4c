import { dirname } from "node:path";
import { expect } from "vitest";
import { changedPaths, type Manifest } from "./manifest.ts";
import { isOrdinary, type MenuEntry } from "./menu.ts";
import type { Named } from "./named.ts";

/** Our own notes, which no preview names. */
const NOTES = "/var/lib/pulumi-vfio";

/** Every file that changed was named, and every one that was named changed. */
export function expectNamed(named: Named, before: Manifest, after: Manifest): void {
  const folders = new Set(named.files.map((path) => dirname(path)));
  const changed = changedPaths(before, after).filter((path) => !path.startsWith(NOTES) && !folders.has(path));
  expect(changed, "files changed, and named by the preview").toEqual(named.files);
}

/** Ordinary entries gained the named tokens and lost the named ones, all of 10_linux have got the `images`, and nothing else is different. */
export function expectMenu(
  named: Named,
  before: readonly MenuEntry[],
  after: readonly MenuEntry[],
  images: readonly string[],
): void {
  expect(after.map(({ source, kernel }) => `${source} ${kernel}`)).toEqual(
    before.map(({ source, kernel }) => `${source} ${kernel}`),
  );
  for (const [index, entry] of after.entries()) {
    const was = before[index];
    if (was === undefined) continue;
    const what = `tokens of entry ${index}, ${entry.kernel}`;
    const ours = isOrdinary(entry) ? named : none;
    // What others have set may be for ordinary entries only.
    const late = entry.source !== "10_linux" ? none : isOrdinary(entry) ? named.late : undefined;
    const [added, removed] = [
      gained(was.tokens, entry.tokens, named.added),
      without(was.tokens, entry.tokens),
    ];
    if (late === undefined) {
      expect(named.late.added, what).toEqual(expect.arrayContaining([...added]));
      expect(named.late.removed, what).toEqual(expect.arrayContaining([...removed]));
    } else {
      expect(added, what).toEqual([...ours.added, ...late.added].sort());
      expect(removed, what).toEqual([...ours.removed, ...late.removed].sort());
    }
    const overlay = entry.source === "10_linux" ? images : [];
    expect(without(entry.initrds, was.initrds), `images of entry ${index}`).toEqual(overlay);
    expect(without(was.initrds, entry.initrds), `images of entry ${index}`).toEqual([]);
  }
}

/** What `after` has more often than `before`; a token that was there and is written once more without being named changes nothing. */
function gained(
  before: readonly string[],
  after: readonly string[],
  named: readonly string[],
): readonly string[] {
  const left = [...before];
  const more = after.filter((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [...new Set(more)].filter((word) => named.includes(word) || !before.includes(word)).sort();
}

function without(words: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set(words)].filter((word) => !others.includes(word)).sort();
}

const none = { added: [], removed: [] };
