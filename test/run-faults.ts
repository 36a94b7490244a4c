/**
 * `npm run test:faults`: the suites of faults, and what each of them came to. `--json`: that as JSON on
 * standard output, where nothing else goes then. It is in `test-results/fault-matrix.json` in any case.
 */

import { join } from "node:path";
import { messageOf } from "../host/model/errors.ts";
import { stream } from "../toolchain/local/command.ts";
import { stopOnSignals } from "../toolchain/local/interrupt.ts";
import { projectDir } from "../toolchain/local/paths.mjs";
import { faultSuites } from "./driver/suites.ts";
import { beginResults, readResults, resultTable } from "./faults/results.ts";

const STDERR = 2;
const args = process.argv.slice(2);
const json = args.includes("--json");

if (args.some((arg) => arg !== "--json")) {
  console.error("usage: npm run test:faults [-- --json]");
  process.exitCode = 2;
} else {
  process.exitCode = await run();
}

async function run(): Promise<number> {
  const { signal, exitCode } = stopOnSignals();
  beginResults();
  try {
    const suites = [join(projectDir, "test", "run.ts"), ...faultSuites];
    return await stream(process.execPath, suites, { signal, ...(json ? { output: STDERR } : {}) });
  } catch (error) {
    console.error(messageOf(error));
    return exitCode() ?? 1;
  } finally {
    const results = readResults();
    console.log(json ? JSON.stringify(results, undefined, 2) : resultTable(results));
  }
}
