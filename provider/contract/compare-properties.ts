import { isDeepStrictEqual } from "node:util";
import type { PropertyChange } from "./resource.ts";

/**
 * How values of one property are compared, and what a change of it means. Default: equal values are the same,
 * others are an update.
 */
export interface PropertyRule {
  readonly same?: (before: unknown, after: unknown) => boolean;
  readonly replace?: boolean;
}

/** The changes from one object to another, property by property, for those that are named in `rules`. */
export function compareProperties(
  before: object,
  after: object,
  rules: Readonly<Record<string, PropertyRule>>,
): readonly PropertyChange[] {
  const from: Readonly<Record<string, unknown>> = { ...before };
  const to: Readonly<Record<string, unknown>> = { ...after };
  return Object.entries(rules).flatMap(([path, { same = isDeepStrictEqual, replace = false }]) => {
    const [old, wanted] = [from[path], to[path]];
    if (old === undefined && wanted === undefined) return [];
    if (old !== undefined && wanted !== undefined && same(old, wanted)) return [];
    const kind = old === undefined ? "add" : wanted === undefined ? "delete" : "update";
    return [{ path, kind, ...(replace ? { replace } : {}) }];
  });
}
