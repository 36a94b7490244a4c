import { dirname } from "node:path";
import { expect } from "vitest";
import { changedPaths, type Manifest } from "./manifest.ts";
import type { Menu, MenuEntry } from "./menu.ts";
import type { Named } from "./named.ts";

/** Our own notes, which no preview names. */
const NOTES = "/var/lib/pulumi-vfio";

/**
 * Every file that changed was named, and every one that was named changed. `menu`: the menu before, whose
 * files a preview names as one.
 */
export function expectNamed(named: Named, menu: Menu, before: Manifest, after: Manifest): void {
  const files = [...named.files, ...(named.entries ? menu.files : [])].sort();
  const folders = new Set(files.map((path) => dirname(path)));
  const changed = changedPaths(before, after).filter((path) => !path.startsWith(NOTES) && !folders.has(path));
  expect(changed, "files changed, and named by the preview").toEqual(files);
}

/** Whether an overlay is used, before and after. */
export interface OverlayUse {
  readonly before: boolean;
  readonly after: boolean;
}

/**
 * Ordinary entries gained the named tokens and lost the named ones, all that take an overlay have got or lost
 * it, and nothing else is different.
 */
export function expectMenu(named: Named, before: Menu, after: Menu, use: OverlayUse): void {
  const names = ({ entries }: Menu) => entries.map(({ source, kernel }) => `${source} ${kernel}`);
  expect(names(after)).toEqual(names(before));
  for (const [index, entry] of after.entries.entries()) {
    const was = before.entries[index];
    if (was === undefined) continue;
    expectTokens(named, was, entry, `tokens of entry ${index}, ${entry.kernel}`);
    const overlay = (isUsed: boolean) => (isUsed && entry.takesOverlay ? [after.overlay] : []);
    const [had, has] = [overlay(use.before), overlay(use.after)];
    expect(without(entry.initrds, was.initrds), `images of entry ${index}`).toEqual(without(has, had));
    expect(without(was.initrds, entry.initrds), `images of entry ${index}`).toEqual(without(had, has));
  }
}

function expectTokens(named: Named, was: MenuEntry, entry: MenuEntry, what: string): void {
  const ours = entry.kind === "ordinary" ? named : none;
  // What others have set may be for ordinary entries only.
  const late = { ordinary: named.late, recovery: undefined, other: none }[entry.kind];
  const added = gained(was.tokens, entry.tokens, named.added);
  const removed = without(was.tokens, entry.tokens);
  if (late === undefined) {
    expect(named.late.added, what).toEqual(expect.arrayContaining([...added]));
    expect(named.late.removed, what).toEqual(expect.arrayContaining([...removed]));
  } else {
    expect(added, what).toEqual([...ours.added, ...late.added].sort());
    expect(removed, what).toEqual([...ours.removed, ...late.removed].sort());
  }
}

/**
 * What `after` has more often than `before`; a token that was there and is written once more without being
 * named changes nothing.
 */
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
