/** `npm run up`: from nothing to the lab workstation as the stack `dev` describes it. */

import { parseArgs } from "node:util";
import { messageOf } from "../host/model/errors.ts";
import { startLab } from "../lab/index.ts";
import { type Engine, ensureEngine } from "../toolchain/engine.ts";
import { LocalError } from "../toolchain/local/errors.ts";
import { type Interrupt, stopOnSignals } from "../toolchain/local/interrupt.ts";
import { createProgress, duration, type Progress } from "../toolchain/local/progress.ts";
import { LAB_STACK } from "./passphrase.ts";
import { openLabStack, outputs, type Stack, type UpdateResult, update } from "./stack.ts";
import { describeChanges, nothingChanged, summaryLines } from "./update-events.ts";

const HELP = `Brings up the lab workstation: npm packages, Debian packages, Pulumi engine, emulated PC.
Then runs \`pulumi up\` on stack ${LAB_STACK}.

  npm run up                      sets up what is missing; a second run changes nothing
  npm run up -- --preview-only    the same, but \`pulumi preview\`: the workstation is not changed
  npm run up -- --help            this text

For your own machines: npm run -s pulumi -- up --stack <name>
`;

const started = performance.now();
const interrupt = stopOnSignals();
try {
  process.exitCode = await main(interrupt);
} catch (error) {
  console.error(
    `\n${interrupt.signal.aborted ? "Stopped. The next `npm run up` resumes from here." : messageOf(error)}`,
  );
  process.exitCode = interrupt.exitCode() ?? 1;
}

async function main({ signal, release }: Interrupt): Promise<number> {
  const { help, previewOnly } = readArguments();
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const progress = createProgress();
  const engine = await prepare(progress, signal);
  const stack = await openLabStack(engine, signal);
  // From here on Pulumi gets the signals: it winds up what it is doing and keeps its state.
  release();
  progress.say(previewOnly ? "pulumi preview" : "pulumi up");
  const { code, changes } = await update(stack, { previewOnly });
  if (code !== 0)
    throw new LocalError({ what: `pulumi ended with exit code ${code} (its messages are above)` });
  if (!previewOnly) await showOutcome(stack, changes);
  return 0;
}

function readArguments(): { help: boolean; previewOnly: boolean } {
  try {
    const options = { help: { type: "boolean", short: "h" }, "preview-only": { type: "boolean" } } as const;
    const { values } = parseArgs({ options });
    return { help: values.help === true, previewOnly: values["preview-only"] === true };
  } catch (cause) {
    throw new LocalError({
      what: messageOf(cause),
      next: "npm run up -- --help lists what there is",
      cause,
    });
  }
}

/** Prepares engine and workstation at the same time: one waits for the network while the other computes. */
async function prepare(progress: Progress, signal: AbortSignal): Promise<Engine> {
  const failed = new AbortController();
  const options = { progress, signal: AbortSignal.any([signal, failed.signal]) };
  const parts = [ensureEngine(options), startWorkstation(options)] as const;
  for (const part of parts) part.catch((error: unknown) => failed.abort(error));
  // Both are awaited, so that nothing is left running. The first failure is the cause of the other.
  const [engine] = await Promise.allSettled(parts);
  if (failed.signal.aborted) throw failed.signal.reason;
  if (engine.status === "rejected") throw engine.reason;
  return engine.value;
}

async function startWorkstation(options: { progress: Progress; signal: AbortSignal }): Promise<void> {
  const { progress, signal } = options;
  await progress.task(`lab workstation ${LAB_STACK}`, (onProgress) =>
    startLab({ name: LAB_STACK, onProgress, signal }),
  );
}

async function showOutcome(stack: Stack, changes: UpdateResult["changes"]): Promise<void> {
  const lines = summaryLines(await outputs(stack));
  console.log(`\nOn the workstation now (${duration(performance.now() - started)}):`);
  for (const line of lines) console.log(`  ${line}`);
  if (changes === undefined) return;
  const unchanged = nothingChanged(changes);
  console.log(
    unchanged
      ? `\nNothing to do: everything was up to date (${describeChanges(changes)}).`
      : `\nDone: ${describeChanges(changes)}.`,
  );
}
