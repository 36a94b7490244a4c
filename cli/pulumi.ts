/**
 * `npm run -s pulumi -- <arguments>`: runs the project's Pulumi engine with the settings it needs, in the
 * project folder.
 */

import { mkdir } from "node:fs/promises";
import { messageOf } from "../host/model/errors.ts";
import { ensureEngine } from "../toolchain/engine.ts";
import { foreground } from "../toolchain/local/foreground.ts";
import { stopOnSignals } from "../toolchain/local/interrupt.ts";
import { projectDir } from "../toolchain/local/paths.mjs";
import { withLabPassphrase } from "./passphrase.ts";
import { stateDir } from "./stack.ts";

const interrupt = stopOnSignals();
try {
  const { pulumi, env } = await ensureEngine({ signal: interrupt.signal });
  interrupt.release();
  await mkdir(stateDir, { recursive: true });
  const args = process.argv.slice(2);
  process.exitCode = await foreground(pulumi, args, {
    cwd: projectDir,
    env: withLabPassphrase(args, { ...process.env, ...env }),
  });
} catch (error) {
  console.error(interrupt.signal.aborted ? "stopped" : messageOf(error));
  process.exitCode = interrupt.exitCode() ?? 1;
}
