import type { HostConnection, RunOptions, RunResult } from "../../host/model/host-connection.ts";

/** A call that a scripted connection has been asked for. */
export interface ScriptedCall extends RunOptions {
  readonly script: string;
}

/**
 * What a script leaves behind: its standard output, a whole result (code 0 and no output where nothing is
 * said), or what it answers to its options.
 */
export type ScriptedAnswer =
  | string
  | Partial<RunResult>
  | ((options: RunOptions) => string | Partial<RunResult>);

/** A connection without a host, for unit tests. */
export interface ScriptedConnection extends HostConnection {
  /** All calls so far, in order. */
  readonly calls: readonly ScriptedCall[];
  readonly closed: () => boolean;
}

/** Answers exactly the scripts that it is given, by their text, and throws on any other: nothing is run. */
export function scriptedConnection(
  answers: Readonly<Record<string, ScriptedAnswer>>,
  host = "ops@ws1:22",
): ScriptedConnection {
  const calls: ScriptedCall[] = [];
  let closed = false;
  return {
    host,
    calls,
    closed: () => closed,
    run: async (script, options = {}) => {
      options.signal?.throwIfAborted();
      calls.push({ script, ...options });
      const answer = Object.hasOwn(answers, script) ? answers[script] : undefined;
      if (answer === undefined) throw new Error(`The scripted host has no answer to:\n${script}`);
      const given = typeof answer === "function" ? answer(options) : answer;
      const result = {
        code: 0,
        stdout: "",
        stderr: "",
        ...(typeof given === "string" ? { stdout: given } : given),
      };
      for (const line of result.stdout.split("\n").slice(0, -1)) options.onLine?.(line);
      return result;
    },
    close: async () => {
      closed = true;
    },
  };
}
