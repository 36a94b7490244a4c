/** `npm run -s pulumi -- <arguments>`: runs the project's Pulumi engine with the settings it needs, in the project folder. */

import { mkdir } from "node:fs/promises";
import { foreground } from "./command.ts";
import { ensureEngine } from "./engine.ts";
import { projectDir } from "./engine-cache.ts";
import { messageOf } from "./errors.ts";
import { stopOnSignals } from "./interrupt.ts";
import { stateDir } from "./stack.ts";

const interrupt = stopOnSignals();
try {
  const { pulumi, env } = await ensureEngine({ signal: interrupt.signal });
  interrupt.release();
  await mkdir(stateDir, { recursive: true });
  process.exitCode = await foreground(pulumi, process.argv.slice(2), {
    cwd: projectDir,
    env: { ...process.env, ...env },
  });
} catch (error) {
  console.error(interrupt.signal.aborted ? "stopped" : messageOf(error));
  process.exitCode = interrupt.exitCode() ?? 1;
}
