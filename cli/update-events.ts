import { z } from "zod";

/**
 * Number of resources by what an update did to them, in Pulumi's words: `same`, `create`, `update`, `delete`,
 * `replace`, …
 */
export type ResourceChanges = Readonly<Record<string, number>>;

/** Fates that leave a resource as it was. */
const UNCHANGED = ["same", "read", "refresh"];

const summarySchema = z.object({
  summaryEvent: z.object({ resourceChanges: z.record(z.string(), z.number()).nullish() }),
});

/** Reads Pulumi's event log, one JSON object a line; `undefined` when the run ended without a summary. */
export function resourceChanges(eventLog: string): ResourceChanges | undefined {
  const summaries = eventLog
    .split("\n")
    .map((line) => summarySchema.safeParse(parseLine(line)))
    .filter((event) => event.success);
  const last = summaries.at(-1);
  return last && (last.data.summaryEvent.resourceChanges ?? {});
}

/** Whether an update found everything as it should be. */
export function nothingChanged(changes: ResourceChanges): boolean {
  return Object.entries(changes).every(([fate, count]) => count === 0 || UNCHANGED.includes(fate));
}

/** `3 created, 1 updated, 12 unchanged`: in the words of Pulumi's own summary. */
export function describeChanges(changes: ResourceChanges): string {
  const known = Object.keys(WORDS);
  const fates = [
    ...known.filter((fate) => fate in changes),
    ...Object.keys(changes).filter((fate) => !known.includes(fate)),
  ];
  const parts = fates.filter((fate) => (changes[fate] ?? 0) > 0);
  return parts.map((fate) => `${changes[fate]} ${WORDS[fate] ?? fate}`).join(", ") || "no resources";
}

const WORDS: Readonly<Record<string, string>> = {
  create: "created",
  import: "imported",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
  read: "read",
  refresh: "refreshed",
  same: "unchanged",
};

/**
 * The lines to show at the end of a run. They are the program's own `summary` output if that is a list of
 * strings, else every output as `name: value`.
 */
export function summaryLines(outputs: Readonly<Record<string, unknown>>): readonly string[] {
  const own = z.array(z.string()).safeParse(outputs.summary);
  if (own.success) return own.data;
  return Object.entries(outputs).map(([name, value]) => {
    return `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
  });
}

/** A line that a killed Pulumi did not finish is no event. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
