import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectDir } from "../../toolchain/engine-cache.ts";
import type { Result, Steps } from "./fault.ts";

/** What the cases came to, in the order in which they were run. */
export const resultsPath = join(projectDir, "test-results", "fault-matrix.json");

const stepsPath = join(projectDir, "test-results", "fault-steps.json");

/** Begins the results of a run. */
export function beginResults(): void {
  mkdirSync(dirname(resultsPath), { recursive: true });
  writeFileSync(resultsPath, "[]\n");
}

/** Keeps a result at once, in place of an earlier one of the same case: cases that are run by name leave the others as they are. */
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

/** Keeps how many steps a run has that comes to its end. */
export function keepSteps(steps: Steps): void {
  writeFileSync(stepsPath, JSON.stringify(steps));
}

/** The steps of the last run without a fault. Throws when there was none. */
export function readSteps(): Steps {
  try {
    return JSON.parse(readFileSync(stepsPath, "utf8"));
  } catch (cause) {
    throw new Error("how many steps there are is not known: run the case without a fault first", { cause });
  }
}

/** The results as a table in Markdown. */
export function resultTable(results: readonly Result[]): string {
  const rows = results.map(
    (result) => `| ${result.case} | ${result.outcome} | ${result.boots} | ${result.seconds} |`,
  );
  return ["| case | outcome | boots | seconds |", "|---|---|---:|---:|", ...rows].join("\n");
}
