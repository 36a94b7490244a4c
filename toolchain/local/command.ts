import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { messageOf } from "../../host/model/errors.ts";
import { LocalError } from "./errors.ts";

export interface CommandOptions {
  readonly cwd?: string;
  /** The whole environment; default this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command and everything it started: SIGTERM, after 10 s SIGKILL. */
  readonly signal?: AbortSignal | undefined;
}

export interface CommandResult {
  /** The exit code; 128 plus the number of the signal for a command that a signal ended. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CaptureOptions extends CommandOptions {
  /** Gets every line of standard output and standard error as it comes. */
  readonly onLine?: (line: string) => void;
}

const GRACE_MS = 10_000;

/** Runs a program to its end, whatever its exit code, and keeps what it prints. Throws a LocalError when it cannot start. */
export async function capture(
  file: string,
  args: readonly string[],
  options: CaptureOptions = {},
): Promise<CommandResult> {
  const output = { stdout: "", stderr: "" };
  const code = await runGroup(file, args, options, ["ignore", "pipe", "pipe"], (child) => {
    for (const name of ["stdout", "stderr"] as const) {
      const stream = child[name];
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        output[name] += `${line}\n`;
        options.onLine?.(line);
      });
    }
  });
  return { code, ...output };
}

/** Like `capture`, but throws a LocalError with the end of its output when the program does not exit with 0. */
export async function captureOk(
  file: string,
  args: readonly string[],
  options: CaptureOptions = {},
): Promise<CommandResult> {
  const result = await capture(file, args, options);
  if (result.code === 0) return result;
  throw new LocalError({
    what: `${[file, ...args].join(" ")} failed with exit code ${result.code}`,
    found: `${result.stdout}${result.stderr}`.trim().split("\n").slice(-25).join("\n"),
  });
}

/** Runs a program in a process group of its own, printing to `output` (default: where this process prints). Returns its exit code. */
export function stream(
  file: string,
  args: readonly string[],
  options: CommandOptions & { readonly output?: number } = {},
): Promise<number> {
  const output = options.output ?? "inherit";
  return runGroup(file, args, options, ["ignore", output, output], () => undefined);
}

/**
 * Runs a program that shares this process's terminal and returns its exit code. It gets an interrupt exactly once: from the
 * terminal where there is one, else passed on by us, because Pulumi takes a second one for "stop at once".
 */
export function foreground(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<number> {
  const terminal = process.stdin.isTTY === true;
  const child = spawn(file, args, { stdio: "inherit", ...place(options), detached: !terminal });
  let passedOn = Number.NEGATIVE_INFINITY;
  const passOn = (signal: NodeJS.Signals) => {
    if (signal === "SIGINT" && terminal) return;
    // npm and a shell may both pass on the interrupt that the whole group got.
    if (performance.now() - passedOn < 1_000) return;
    passedOn = performance.now();
    // Pulumi winds up after SIGTERM as after an interrupt, but SIGHUP ends it where it is.
    child.kill(signal === "SIGHUP" ? "SIGTERM" : signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, passOn);
  return exitOf(child, file).finally(() => {
    for (const signal of signals) process.removeListener(signal, passOn);
  });
}

async function runGroup(
  file: string,
  args: readonly string[],
  options: CommandOptions,
  stdio: StdioOptions,
  onStart: (child: ChildProcess) => void,
): Promise<number> {
  options.signal?.throwIfAborted();
  const child = spawn(file, args, { stdio, detached: true, ...place(options) });
  onStart(child);
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    signalGroup(child, "SIGTERM");
    killing = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS);
  };
  options.signal?.addEventListener("abort", stop, { once: true });
  try {
    const code = await exitOf(child, file);
    options.signal?.throwIfAborted();
    return code;
  } finally {
    options.signal?.removeEventListener("abort", stop);
    clearTimeout(killing);
    if (options.signal?.aborted) signalGroup(child, "SIGKILL");
  }
}

function place({ cwd, env }: CommandOptions): { cwd?: string; env?: NodeJS.ProcessEnv } {
  return { ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) };
}

function exitOf(child: ChildProcess, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("close", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    child.on("error", (cause) => {
      reject(new LocalError({ what: `${file} could not be started`, found: messageOf(cause), cause }));
    });
  });
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // The whole group has ended.
  }
}
