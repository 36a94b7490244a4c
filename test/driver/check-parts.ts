import { messageOf } from "../../host/model/errors.ts";
import { attempt } from "../../toolchain/local/command.ts";

/** A part of `npm run check`: a program of node_modules/.bin, or a path, with its arguments. */
export interface CheckPart {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Added to this process's environment. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface CheckContext {
  readonly print: (text: string) => void;
  readonly signal?: AbortSignal;
  /** A part that is not done by then is stopped, and failed. Milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Runs all parts beside each other and prints a line with the time of each when it ends. A part that fails
 * prints its output first. Returns the names of the failed parts. Throws the signal's reason after an abort.
 */
export async function runParts(
  parts: readonly CheckPart[],
  context: CheckContext,
): Promise<readonly string[]> {
  const passed = await Promise.all(parts.map((part) => runPart(part, context)));
  context.signal?.throwIfAborted();
  return parts.filter((_, index) => passed[index] !== true).map(({ name }) => name);
}

async function runPart(
  { name, command, env = {} }: CheckPart,
  { print, signal, timeoutMs }: CheckContext,
): Promise<boolean> {
  const [program, ...args] = command;
  const started = performance.now();
  const printed: string[] = [];
  const options = { env, signal, timeoutMs, onLine: (line: string) => void printed.push(line) };
  const ending = await attempt(program, args, options).catch((error: unknown) => {
    printed.push(messageOf(error));
    return { code: 1, timedOut: false };
  });
  const passed = ending.code === 0;
  if (!passed) print(printed.join("\n"));
  const verdict = ending.timedOut ? "stopped, it took too long" : passed ? "passed" : "failed";
  print(`${name.padEnd(8)} ${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${verdict}`);
  return passed;
}
