import { HostError } from "./errors.ts";

/** An open, authenticated way to run programs on a host. */
export interface HostConnection {
  /** The host as users know it: `ops@ws1:22`. */
  readonly host: string;
  /**
   * Runs a shell script of fixed text with `/bin/sh`, and resolves with its result whatever its exit code.
   * Data goes in as positional parameters and standard input, never into the text. LC_ALL is C and PATH has
   * the sbin folders. Throws a ConnectionLost when the connection ends before the script does, and a
   * HostError when `timeoutMs` is over.
   */
  run(script: string, options?: RunOptions): Promise<RunResult>;
  /** Ends the connection. May be called again. */
  close(): Promise<void>;
}

export interface RunOptions {
  /** Become `$1`, `$2`, … of the script. Secrets do not belong here. */
  readonly args?: readonly string[];
  /** Default: no input. */
  readonly stdin?: string | Uint8Array;
  /** Default `root`, with sudo where the login is another user. */
  readonly as?: "root" | "login";
  /** Milliseconds after which the wait ends with an error; default 120 000. */
  readonly timeoutMs?: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /** Gets every complete line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The connection ended in the middle of something: what became of it on the host is not known. */
export class ConnectionLost extends HostError {
  override readonly name = "ConnectionLost";
}

/**
 * Runs a script that must exit with 0, and returns its standard output. `what` begins the message when it
 * does not.
 */
export async function runOk(
  connection: HostConnection,
  what: string,
  script: string,
  options: RunOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await connection.run(script, options);
  if (code === 0) return stdout;
  const output = `${stdout}${stderr}`.trim().split("\n").slice(-25).join("\n");
  throw new HostError({
    what,
    host: connection.host,
    expected: "exit code 0",
    found: `exit code ${code}\n${output}`,
  });
}
