import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectDir } from "../../toolchain/local/paths.mjs";
import type { Manifest } from "../lab/manifest.ts";
import type { Result, Steps } from "./fault.ts";

/** What the cases came to, in the order in which they were run. */
export const resultsPath = join(projectDir, "test-results", "fault-matrix.json");

/** One file for each workstation. */
const referencesDir = join(projectDir, "test-results", "fault-references");

/** Begins the results of a run. */
export function beginResults(): void {
  mkdirSync(dirname(resultsPath), { recursive: true });
  writeFileSync(resultsPath, "[]\n");
  rmSync(referencesDir, { recursive: true, force: true });
}

/**
 * Keeps a result at once, in place of an earlier one of the same case: cases that are run by name leave the
 * others as they are.
 */
export function addResult(result: Result): void {
  const others = readResults().filter((other) => other.case !== result.case);
  writeFileSync(resultsPath, `${JSON.stringify([...others, result], undefined, 2)}\n`);
}

/** Reads the results; none without a run. */
export function readResults(): readonly Result[] {
  try {
    return JSON.parse(readFileSync(resultsPath, "utf8"));
  } catch {
    return [];
  }
}

/** A change without a fault, which all others are compared with. */
export interface Reference {
  readonly steps: Steps;
  /** What the host holds then. */
  readonly configured: Manifest;
}

/** Keeps the reference of a workstation for the cases of other files. */
export function keepReference(workstation: string, { steps, configured }: Reference): void {
  mkdirSync(referencesDir, { recursive: true });
  writeFileSync(referencePath(workstation), JSON.stringify({ steps, configured: [...configured] }));
}

/** The reference of a workstation in this run of all faults; `undefined` when there was none yet. */
export function readReference(workstation: string): Reference | undefined {
  try {
    const { steps, configured } = JSON.parse(readFileSync(referencePath(workstation), "utf8"));
    return { steps, configured: new Map(configured) };
  } catch {
    return undefined;
  }
}

function referencePath(workstation: string): string {
  return join(referencesDir, `${workstation}.json`);
}

/** The results as a table in Markdown. */
export function resultTable(results: readonly Result[]): string {
  const rows = results.map(
    (result) => `| ${result.case} | ${result.outcome} | ${result.boots} | ${result.seconds} |`,
  );
  return ["| case | outcome | boots | seconds |", "|---|---|---:|---:|", ...rows].join("\n");
}
