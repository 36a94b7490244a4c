import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { LocalError } from "../../toolchain/local/errors.ts";

export interface CommandOptions {
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Text for standard input; default nothing. */
  readonly input?: string;
  /** Everything the command prints is appended here, and the error names the file. */
  readonly logPath?: string;
  /** Called with each complete line the command prints. */
  readonly onLine?: (line: string) => void;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface CommandResult {
  /** `null` when a signal ended the command. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. Throws a LocalError when it cannot start or does not exit with 0. */
export async function run(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const result = await attempt(file, args, options);
  if (result.code === 0) return result;
  options.signal?.throwIfAborted();
  const ending = result.code === null ? "was stopped by a signal" : `failed with exit code ${result.code}`;
  throw new LocalError({
    what: `${file} ${ending}`,
    found: lastLines(`${result.stdout}\n${result.stderr}`, 25),
    next: options.logPath && `read ${options.logPath}`,
  });
}

/** Runs a program to its end, whatever its exit code. Throws a LocalError only when it cannot start. */
export async function attempt(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  options.signal?.throwIfAborted();
  const child = spawn(file, args, {
    stdio: "pipe",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const log = options.logPath === undefined ? undefined : createWriteStream(options.logPath, { flags: "a" });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    const lines = lineSplitter(options.onLine);
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      log?.write(text);
      lines(text);
    });
  }
  // A program may end without reading its input; its exit code says whether that matters.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const code = await exitOf(child, file);
  if (log !== undefined) await finished(log.end());
  return { code, ...output };
}

/** The last `count` lines of a text, without the line editing of progress bars. */
export function lastLines(text: string, count: number): string {
  const lines = text.split("\n").map((line) => line.replace(/^.*\r(?=.)/, "").trimEnd());
  return lines
    .filter((line) => line !== "")
    .slice(-count)
    .join("\n");
}

function exitOf(child: ReturnType<typeof spawn>, file: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on("close", (code) => resolve(code));
    child.on("error", (cause) => {
      if (cause.name === "AbortError") return; // `close` follows once the program has ended
      reject(new LocalError({ what: `${file} could not be started`, found: cause.message, cause }));
    });
  });
}

function lineSplitter(onLine: ((line: string) => void) | undefined): (text: string) => void {
  let rest = "";
  return (text) => {
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine?.(line.trimEnd());
  };
}
