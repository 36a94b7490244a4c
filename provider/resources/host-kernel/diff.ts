import { isDeepStrictEqual } from "node:util";
import { type BootChange, partOf } from "../../../host/boot/parts/parts.ts";
import type { PropertyChange } from "../../contract/resource.ts";
import type { Inputs, State } from "./schema.ts";

/**
 * Property by property, entries of maps one by one, so that previews name the argument or the file. What
 * the plan would do to the host is a change in any case, also where no property shows it.
 */
export function changesBetween(
  state: State,
  news: Inputs,
  plan: readonly BootChange[],
): readonly PropertyChange[] {
  const { commandLine, files, functions, overlay, images, ...declared } = news;
  const old: Readonly<Record<string, unknown>> = { ...state };
  const plain = Object.entries(declared).filter(([name, value]) => !isDeepStrictEqual(old[name], value));
  const pending = news.reboot === "auto" && state.rebootRequired;
  const shown: readonly PropertyChange[] = [
    ...plain.map(([path]) => ({ path, kind: "update" as const })),
    ...mapChanges("commandLine", state.commandLine, commandLine),
    ...mapChanges("files", state.files ?? {}, files ?? {}),
    ...mapChanges("functions", state.functions ?? {}, functions ?? {}),
    ...mapChanges("images", state.images ?? {}, images ?? {}),
    ...mapChanges("overlay", { ...state.overlay }, { ...overlay }),
    ...(pending ? [{ path: "rebootRequired", kind: "update" as const }] : []),
  ];
  const planned = new Set(plan.flatMap((change) => partOf(change).property ?? []));
  const hidden = [...planned].filter((name) => !shown.some(({ path }) => path.startsWith(name)));
  // Regenerated for what is shown already, the boot menu is no change of its own.
  const own = shown.length > 0 ? hidden.filter((name) => name !== "commandLine") : hidden;
  return [...shown, ...own.map((path) => ({ path, kind: "update" as const }))];
}

function mapChanges(
  name: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly PropertyChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((key) => {
    if (isDeepStrictEqual(before[key], after[key])) return [];
    const kind = before[key] === undefined ? "add" : after[key] === undefined ? "delete" : "update";
    const path = /^[A-Za-z_]\w*$/.test(key) ? `${name}.${key}` : `${name}[${JSON.stringify(key)}]`;
    return [{ path, kind }];
  });
}
