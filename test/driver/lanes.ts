import { availableParallelism } from "node:os";
import { duration } from "../../toolchain/local/progress.ts";
import { type Lane, type RunContext, runSuite } from "./run-suite.ts";
import type { Suite } from "./suites.ts";
import type { SuiteResult } from "./totals.ts";

/** Processors that an emulated workstation keeps busy when it boots. */
const MACHINE_PROCESSORS = 2;

/** Runs one suite. */
type RunOne = (suite: Suite, context: RunContext, lane: Lane) => Promise<SuiteResult>;

/**
 * Runs suites one after the other, but those without an emulated machine beside those that use one.
 * Adds each result to `results` when the suite has ended. Throws only when the whole run is stopped.
 */
export async function runLanes(
  suites: readonly Suite[],
  context: RunContext,
  results: SuiteResult[],
  run: RunOne = runSuite,
): Promise<void> {
  const machines = suites.filter(usesMachine);
  const others = suites.filter((suite) => !usesMachine(suite));
  const lanes =
    machines.length === 0 || others.length === 0
      ? [runOneLane(suites, context, results, run)]
      : runTwoLanes(machines, others, context, results, run);
  // A lane that is stopped ends the processes that it has started before it settles.
  for (const end of await Promise.allSettled(lanes)) if (end.status === "rejected") throw end.reason;
}

function usesMachine({ needs }: Suite): boolean {
  return needs.includes("image");
}

async function runOneLane(
  suites: readonly Suite[],
  context: RunContext,
  results: SuiteResult[],
  run: RunOne,
): Promise<void> {
  for (const suite of suites) results.push(await run(suite, context, {}));
}

/** Shows what the machines' suites print at once, and what the others print when they have ended. */
function runTwoLanes(
  machines: readonly Suite[],
  others: readonly Suite[],
  context: RunContext,
  results: SuiteResult[],
  run: RunOne,
): readonly Promise<void>[] {
  const maxWorkers = Math.max(1, availableParallelism() - MACHINE_PROCESSORS);
  let running: string | undefined;
  const runMachines = async () => {
    for (const suite of machines) {
      running = suite.name;
      results.push(await run(suite, context, { print: console.log }));
      running = undefined;
    }
  };
  const runOthers = async () => {
    for (const suite of others) {
      const lines: string[] = [];
      const started = performance.now();
      try {
        results.push(await run(suite, context, { print: (line) => void lines.push(line), maxWorkers }));
      } finally {
        const took = duration(performance.now() - started);
        const goesOn = running === undefined || context.signal.aborted ? [] : [`── ${running} goes on`];
        console.log([`── what ${suite.name} printed in ${took}`, ...lines, ...goesOn].join("\n"));
      }
    }
  };
  return [runMachines(), runOthers()];
}
