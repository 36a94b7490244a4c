/** `npm test`: everything there is to test, with its own set-up, ending with one line of totals. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../host/model/errors.ts";
import { stopOnSignals } from "../toolchain/local/interrupt.ts";
import { projectDir } from "../toolchain/local/paths.mjs";
import { createProgress, duration } from "../toolchain/local/progress.ts";
import { rememberLabs } from "./driver/labs.ts";
import { runLanes } from "./driver/lanes.ts";
import { startPreparations } from "./driver/preparations.ts";
import { allSuites, type Suite, selectSuites } from "./driver/suites.ts";
import { type SuiteResult, slowestTests, table, totalsLine } from "./driver/totals.ts";

/**
 * For a run of everything; what is left at the end is for stopping lab workstations. Suites that are named
 * have the time of each.
 */
const LIMIT_MS = 58 * 60_000;
const PREPARATION_MINUTES = 20;
const names = allSuites.map(({ name }) => name).join(" ");

const named = process.argv.slice(2);
const { suites, unknown } = selectSuites(named);
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(", ")}. Use: npm test [-- ${names}]`);
  process.exitCode = 2;
} else {
  process.exit(await run(suites));
}

async function run(suites: readonly Suite[]): Promise<number> {
  const started = performance.now();
  const resultsDir = join(projectDir, "test-results");
  await mkdir(resultsDir, { recursive: true });
  const progress = createProgress({ write: (line) => void process.stdout.write(line) });
  const interrupt = stopOnSignals();
  const { signal } = interrupt;
  const ending = new AbortController();
  const preparations = startPreparations(suites, resultsDir, AbortSignal.any([signal, ending.signal]));
  const minutes = suites.reduce((sum, suite) => sum + suite.minutes, PREPARATION_MINUTES);
  const limitMs = named.length === 0 ? LIMIT_MS : minutes * 60_000;
  const remainingMs = () => limitMs - (performance.now() - started);

  const results: SuiteResult[] = [];
  const stopLabs = await labsOf(suites, resultsDir, progress);
  try {
    const context = { resultsDir, preparations, progress, signal, remainingMs };
    await runLanes(suites, context, results);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    // Nothing waits for the preparations of a suite that could not run.
    ending.abort(new Error("the run is over"));
    await preparations.ended(15_000);
    await stopLabs({ now: signal.aborted });
  }
  const inOrder = suites.flatMap(({ name }) => results.filter((result) => result.name === name));
  report(inOrder, performance.now() - started);
  if (signal.aborted) console.log(`${messageOf(signal.reason)} before the end`);
  console.log(totalsLine(results));
  return interrupt.exitCode() ?? (results.some(({ failures }) => failures.length > 0) ? 1 : 0);
}

async function labsOf(
  suites: readonly Suite[],
  resultsDir: string,
  progress: ReturnType<typeof createProgress>,
): Promise<(options: { now: boolean }) => Promise<void>> {
  if (!suites.some(({ needs }) => needs.includes("image"))) return async () => undefined;
  // A lab that does not load fails its own suite.
  return rememberLabs(resultsDir, progress).catch(() => async () => undefined);
}

function report(results: readonly SuiteResult[], milliseconds: number): void {
  const failures = results.flatMap(({ name, failures }) =>
    failures.map((failure) => `  ${name}: ${failure}`),
  );
  if (failures.length > 0) console.log(`\nFailed:\n${failures.join("\n")}`);
  console.log(`\n${table(results)}\n\nin ${duration(milliseconds)}`);
  const slowest = slowestTests(results);
  if (slowest !== "") console.log(`\nThe slowest tests, in seconds:\n${slowest}\n`);
}
