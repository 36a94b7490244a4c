import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectDir } from "../../toolchain/engine-cache.ts";
import type { Result } from "./fault.ts";

/** What the cases of the last run came to, in their order. */
export const resultsPath = join(projectDir, "test-results", "fault-matrix.json");

/** Begins the results of a run. */
export function beginResults(): void {
  mkdirSync(dirname(resultsPath), { recursive: true });
  writeFileSync(resultsPath, "[]\n");
}

/** Adds a result at once, so that a run which is cut off leaves those before. */
export function addResult(result: Result): void {
  writeFileSync(resultsPath, `${JSON.stringify([...readResults(), result], undefined, 2)}\n`);
}

/** Reads the results; none without a run. */
export function readResults(): readonly Result[] {
  try {
    return JSON.parse(readFileSync(resultsPath, "utf8"));
  } catch {
    return [];
  }
}

/** The results as a table in Markdown. */
export function resultTable(results: readonly Result[]): string {
  const rows = results.map(
    (result) => `| ${result.case} | ${result.outcome} | ${result.boots} | ${result.seconds} |`,
  );
  return ["| case | outcome | boots | seconds |", "|---|---|---:|---:|", ...rows].join("\n");
}
