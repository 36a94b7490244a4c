import { z } from "zod";
import { type Path, type Properties, unknownPaths } from "../contract/properties.ts";
import { nearest } from "./nearest-name.ts";
import { pathText, valueAt } from "./paths.ts";
import { unwrapped } from "./unwrapped.ts";

/** Checked values, or everything that is wrong with them, one line for each problem. */
export type Validated =
  | { readonly values: Properties; readonly complete: boolean }
  | { readonly problems: readonly string[] };

/**
 * Checks values against a schema. With unknown values inside, problems that these may cause are not problems
 * yet, and the values come back as they are (`complete` is false); otherwise they come back decoded, with
 * defaults filled in.
 */
export function validate(schema: z.ZodObject, values: Properties): Validated {
  const unknowns = unknownPaths(values);
  const result = schema.safeParse(values);
  if (unknowns.length === 0 && result.success) return { values: { ...result.data }, complete: true };
  const issues = (result.error?.issues ?? []).filter((issue) => !mayBeDueTo(unknowns, issue));
  if (issues.length === 0) return { values, complete: false };
  return { problems: issues.flatMap((issue) => describe(schema, values, issue)) };
}

/** One text for all problems: `What: problem`, or a headline and a line for each. */
export function problemText(headline: string, problems: readonly string[]): string {
  return [headline, ...problems.map((problem) => `  ${problem}`)].join("\n");
}

/**
 * A value at, or around, an unknown one is judged when it is known; what is wrong beside it is wrong already.
 */
function mayBeDueTo(unknowns: readonly Path[], issue: z.core.$ZodIssue): boolean {
  const around = issue.code === "custom" || issue.code === "invalid_union";
  return unknowns.some(
    (unknown) => startsWith(issue.path, unknown) || (around && startsWith(unknown, issue.path)),
  );
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, index) => path[index] === step);
}

function describe(schema: z.ZodObject, values: Properties, issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => `${pathText([...issue.path, key])}: ${unknownKey(key, known)}`);
  }
  const path = issue.path.length === 0 ? "" : `${pathText(issue.path)}: `;
  return [`${path}${messageFor(issue, valueAt(values, issue.path))}`];
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near !== undefined) return `there is no such property; did you mean ${near}?`;
  return known.length === 0
    ? "there is no such property"
    : `there is no such property; there are ${known.join(", ")}`;
}

function messageFor(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_type" && value === undefined) return `is missing, expected ${issue.expected}`;
  if (issue.code === "invalid_union") {
    const alternatives = issue.errors.map((branch) => branch.map(({ message }) => message).join(", "));
    const distinct = [...new Set(alternatives.filter((text) => text !== ""))];
    return distinct.length === 0 ? issue.message : distinct.map(withoutPrefix).join(", or: ");
  }
  return withoutPrefix(issue.message);
}

/** That something is invalid is said already, by being a problem. */
function withoutPrefix(message: string): string {
  return message.replace(/^Invalid (?:input|option): /, "");
}

/** The properties that an object at a path may have; empty when the schema does not say. */
function keysAt(schema: z.ZodObject, path: Path): readonly string[] {
  const at = path.reduce<unknown>((inner, step) => {
    const bare = unwrapped(inner);
    if (bare instanceof z.ZodArray) return bare.element;
    if (bare instanceof z.ZodRecord) return bare.valueType;
    return bare instanceof z.ZodObject ? bare.shape[String(step)] : undefined;
  }, schema);
  const bare = unwrapped(at);
  return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
}
