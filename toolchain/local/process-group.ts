import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { constants } from "node:os";
import { messageOf } from "../../host/model/errors.ts";
import { LocalError } from "./errors.ts";

/** Where a program runs, and what ends it early. */
export interface GroupOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program and everything it started: SIGTERM, after 10 s SIGKILL. */
  readonly signal?: AbortSignal | undefined;
  /** The time after which the program is ended in the same way; default none. */
  readonly timeoutMs?: number;
}

/** How a program ended. */
export interface Ending {
  /** The exit code; 128 plus the signal's number for a program that a signal ended. */
  readonly code: number;
  /** Whether `timeoutMs` passed before it ended. */
  readonly timedOut: boolean;
}

const GRACE_MS = 10_000;

/**
 * Runs a program in a process group of its own, so that ending it also ends what it started.
 * Throws a LocalError if it cannot start, and the signal's reason after an abort.
 */
export async function runGroup(
  file: string,
  args: readonly string[],
  options: GroupOptions,
  stdio: StdioOptions,
  onStart: (child: ChildProcess) => void = () => undefined,
): Promise<Ending> {
  const { signal, timeoutMs } = options;
  signal?.throwIfAborted();
  const child = spawn(file, args, { stdio, detached: true, ...place(options) });
  onStart(child);
  let killing: NodeJS.Timeout | undefined;
  let timedOut = false;
  const stop = () => {
    signalGroup(child, "SIGTERM");
    killing ??= setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS);
  };
  const onTimeout = () => {
    timedOut = true;
    stop();
  };
  const limit = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const code = await exitOf(child, file);
    signal?.throwIfAborted();
    return { code, timedOut };
  } finally {
    signal?.removeEventListener("abort", stop);
    clearTimeout(limit);
    clearTimeout(killing);
    if (killing !== undefined) signalGroup(child, "SIGKILL");
  }
}

/** The options of `spawn` that say where a program runs. */
export function place({ cwd, env }: GroupOptions): { cwd?: string; env: NodeJS.ProcessEnv } {
  return { ...(cwd === undefined ? {} : { cwd }), env: { ...process.env, ...env } };
}

/** Resolves with the exit code once the program has ended and its output is closed. */
export function exitOf(child: ChildProcess, file: string): Promise<number> {
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
