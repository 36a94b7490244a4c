/** `npm run check`: what needs nothing but the npm packages, for daily work, with the time of each part. */

import { delimiter, join } from "node:path";
import { messageOf } from "../host/model/errors.ts";
import { stopOnSignals } from "../toolchain/local/interrupt.ts";
import { projectDir } from "../toolchain/local/paths.mjs";
import { type CheckPart, runParts } from "./driver/check-parts.ts";

const LIMIT_MS = 10 * 60_000;
/** Runs of each property test; `npm test` has fast-check's own 100. */
const PROPERTY_RUNS = "20";

const PATH = [join(projectDir, "node_modules/.bin"), process.env.PATH].join(delimiter);
const parts: readonly CheckPart[] = [
  { name: "types", command: ["npm", "run", "--silent", "types"], env: { PATH } },
  { name: "lint", command: ["npm", "run", "--silent", "lint"], env: { PATH } },
  {
    name: "unit",
    command: ["vitest", "run", "--project", "unit", "--reporter=dot"],
    env: { PATH, PROPERTY_RUNS },
  },
];

const started = performance.now();
const interrupt = stopOnSignals();
try {
  process.chdir(projectDir);
  const print = (text: string) => console.log(text);
  const failed = await runParts(parts, { print, signal: interrupt.signal, timeoutMs: LIMIT_MS });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(failed.length === 0 ? `all passed in ${seconds} s` : `failed: ${failed.join(", ")}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} catch (error) {
  console.error(interrupt.signal.aborted ? "stopped" : messageOf(error));
  process.exitCode = interrupt.exitCode() ?? 1;
}
