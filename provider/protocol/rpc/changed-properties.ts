import { isDeepStrictEqual } from "node:util";
import { hasUnknown, type Properties } from "../../contract/properties.ts";
import type { PropertyChange } from "../../contract/resource.ts";

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
