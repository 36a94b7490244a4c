import { isDeepStrictEqual } from "node:util";
import type { PropertyChange } from "../resource.ts";
import { hasUnknown, type Properties } from "../values.ts";

/** Which properties differ, by their top-level names; what is not known yet counts as different. */
export function changedProperties(olds: Properties, news: Properties): readonly PropertyChange[] {
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  return names.flatMap((path): readonly PropertyChange[] => {
    const before = olds[path];
    const after = news[path];
    if (isDeepStrictEqual(before, after) && !hasUnknown(after)) return [];
    if (before === undefined) return [{ path, kind: "add" }];
    return [{ path, kind: after === undefined ? "delete" : "update" }];
  });
}
