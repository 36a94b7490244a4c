import type { ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { LocalError } from "./errors.ts";
import { lastLines } from "./last-lines.ts";
import { type Ending, type GroupOptions, runGroup } from "./process-group.ts";

export interface CommandOptions extends GroupOptions {
  /** Text for standard input; default nothing. */
  readonly input?: string;
  /** A file that everything the program prints is appended to. The error of `run` names it. */
  readonly logPath?: string;
  /** Gets every line of standard output and standard error as it comes. */
  readonly onLine?: (line: string) => void;
}

/** How a program ended, and what it printed. */
export interface CommandResult extends Ending {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Throws a LocalError with the end of its output if it does not exit with 0. */
export async function run(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const result = await attempt(file, args, options);
  if (result.code === 0) return result;
  const ending = result.timedOut
    ? `was stopped after ${(options.timeoutMs ?? 0) / 1000} s`
    : `failed with exit code ${result.code}`;
  throw new LocalError({
    what: `${shortened([file, ...args].join(" "))} ${ending}`,
    found: lastLines(`${result.stdout}\n${result.stderr}`, 25),
    next: options.logPath && `read ${options.logPath}`,
  });
}

/** Runs a program to its end, whatever its exit code. Throws a LocalError only if it cannot start. */
export async function attempt(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { input, logPath } = options;
  const log = logPath === undefined ? undefined : createWriteStream(logPath, { flags: "a" });
  const output = { stdout: "", stderr: "" };
  const keep = (child: ChildProcess) => {
    for (const name of ["stdout", "stderr"] as const) {
      const stream = child[name];
      if (stream === null) continue;
      stream.setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
        log?.write(text);
      });
      if (options.onLine) createInterface({ input: stream }).on("line", options.onLine);
    }
    // A program may end without reading its input; its exit code says whether that matters.
    child.stdin?.on("error", () => undefined).end(input);
  };
  try {
    const stdin = input === undefined ? "ignore" : "pipe";
    return { ...(await runGroup(file, args, options, [stdin, "pipe", "pipe"], keep)), ...output };
  } finally {
    if (log !== undefined) await finished(log.end());
  }
}

/**
 * Runs a program that prints to the file descriptor `output`, default where this process prints. Returns its
 * exit code.
 */
export async function stream(
  file: string,
  args: readonly string[],
  options: GroupOptions & { readonly output?: number } = {},
): Promise<number> {
  const output = options.output ?? "inherit";
  return (await runGroup(file, args, options, ["ignore", output, output])).code;
}

/** A command line as far as it is good to read in one line. */
function shortened(line: string): string {
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}
