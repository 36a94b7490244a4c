import { bind } from "./bind.ts";
import { copy } from "./copy.ts";
import { d3cold } from "./d3cold.ts";
import { failed } from "./failed.ts";
import { file } from "./file.ts";
import { images } from "./images.ts";
import { menu } from "./menu.ts";
import { noOverlay, overlay } from "./overlay.ts";
import type { Part } from "./part.ts";
import { reboot } from "./reboot.ts";
import { sysctl } from "./sysctl.ts";
import { token } from "./token.ts";

/**
 * Every kind of change, in the order in which they are planned, shown and carried out; an undo goes the other
 * way round.
 */
const list = [
  file,
  copy,
  sysctl,
  d3cold,
  overlay,
  noOverlay,
  images,
  token,
  menu,
  reboot,
  failed,
  bind,
] as const;

type ChangeOf<Kind> = Kind extends Part<infer Own> ? Own : never;

/** One thing to be done, of any kind. */
export type BootChange = ChangeOf<(typeof list)[number]>;

/**
 * Every kind of change. A part must be asked about changes of its own kind only: see `partOf` and
 * `changesOf`.
 */
export const parts: readonly Part<BootChange>[] = list;

/** The part to which a change belongs. */
export function partOf({ kind }: BootChange): Part<BootChange> {
  const found = parts.find((part) => part.kind === kind);
  if (found === undefined) throw new Error(`no part has the kind of change ${kind}`);
  return found;
}
