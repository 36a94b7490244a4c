import { readFile, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { messageOf } from "../../host/model/errors.ts";
import { attempt, type CommandOptions, stream } from "../../toolchain/local/command.ts";
import { projectDir } from "../../toolchain/local/paths.mjs";
import { duration, type Progress } from "../../toolchain/local/progress.ts";
import type { Preparations } from "./preparations.ts";
import { reportPath, type Suite } from "./suites.ts";
import { type Counts, countCommand, countVitest, failed, type SuiteResult } from "./totals.ts";

export interface RunContext {
  readonly resultsDir: string;
  readonly preparations: Preparations;
  readonly progress: Progress;
  /** Stops the whole run. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left for the whole run. */
  readonly remainingMs: () => number;
}

/** What is different for suites that run beside others. */
export interface Lane {
  /** Gets every line that a suite prints. Default: a suite prints to the terminal itself. */
  readonly print?: (line: string) => void;
  /** How many test files vitest runs at once. Default: vitest's own choice. */
  readonly maxWorkers?: number;
}

/** Waits for what the suite needs, runs it and counts. Throws only when the whole run is stopped. */
export async function runSuite(suite: Suite, context: RunContext, lane: Lane = {}): Promise<SuiteResult> {
  const { progress, signal, remainingMs } = context;
  progress.say(`── ${suite.name}`);
  const deadline = AbortSignal.timeout(timerMs(remainingMs()));
  let started = performance.now();
  const counts = await waitForNeeds(suite, context, AbortSignal.any([signal, deadline]))
    .then(() => {
      started = performance.now();
      return runCounted(suite, context, lane);
    })
    .catch((error: unknown): Counts => {
      if (signal.aborted) throw error;
      return failed(`${suite.name} did not run: ${messageOf(error)}`);
    });
  return { name: suite.name, ...counts, seconds: (performance.now() - started) / 1000 };
}

async function waitForNeeds(
  suite: Suite,
  { preparations, progress }: RunContext,
  signal: AbortSignal,
): Promise<void> {
  for (const need of suite.needs) {
    const preparation = preparations.of(need);
    if (preparation === undefined) continue;
    await progress.task(`${suite.name} waits for: ${need} (${preparation.logPath})`, (status) => {
      const refresh = setInterval(() => status(preparation.status()), 1_000);
      return Promise.race([preparation.ready, aborted(signal)]).finally(() => clearInterval(refresh));
    });
  }
}

async function runCounted(suite: Suite, context: RunContext, lane: Lane): Promise<Counts> {
  const { signal, resultsDir, remainingMs } = context;
  const limitMs = timerMs(Math.min(suite.minutes * 60_000, remainingMs()));
  const deadline = AbortSignal.timeout(limitMs);
  const options = {
    cwd: projectDir,
    env: await environment(suite, context),
    signal: AbortSignal.any([signal, deadline]),
  };
  try {
    if (suite.kind === "command") return await runCommand(suite, options, lane);
    return await runVitest(suite, reportPath(suite.name, resultsDir), options, lane);
  } catch (error) {
    if (signal.aborted || !deadline.aborted) throw error;
    return failed(`${suite.name} was stopped: it was not done after ${duration(limitMs)}`);
  }
}

async function runCommand(
  { name, command }: Suite,
  options: CommandOptions,
  { print = console.log }: Lane,
): Promise<Counts> {
  const [program, ...args] = command;
  const printed: string[] = [];
  const onLine = (line: string) => {
    printed.push(line);
    print(line);
  };
  const { code } = await attempt(programFile(program), args, { ...options, onLine });
  return countCommand(name, code, printed);
}

async function runVitest(
  { command }: Suite,
  report: string,
  options: CommandOptions,
  { print, maxWorkers }: Lane,
): Promise<Counts> {
  await rm(report, { force: true });
  const [program, ...args] = command;
  args.push(`--outputFile.json=${report}`);
  if (maxWorkers !== undefined) args.push(`--maxWorkers=${maxWorkers}`);
  const file = programFile(program);
  const code =
    print === undefined
      ? await stream(file, args, options)
      : (await attempt(file, args, { ...options, onLine: print })).code;
  return countVitest(await readFile(report, "utf8").catch(() => undefined), code);
}

function programFile(program: string): string {
  return join(projectDir, "node_modules/.bin", program);
}

/**
 * Adds the engine's settings once it is there, and a Pulumi home per suite: no test touches the user's
 * logins.
 */
async function environment(
  { name }: Suite,
  { preparations, resultsDir }: RunContext,
): Promise<NodeJS.ProcessEnv> {
  const engine = await settledNow(preparations.engine);
  const path = [join(projectDir, "node_modules/.bin"), process.env.PATH].filter(Boolean).join(delimiter);
  return { ...process.env, PATH: path, ...engine?.env, PULUMI_HOME: join(resultsDir, "pulumi-home", name) };
}

/** A whole number that a timer takes. */
function timerMs(milliseconds: number): number {
  return Math.max(1, Math.round(milliseconds));
}

/** The value when it is there already; a suite that needs it has awaited it before. */
function settledNow<T>(promise: Promise<T> | undefined): Promise<T | undefined> {
  return Promise.race([promise?.catch(() => undefined), Promise.resolve(undefined)]);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
