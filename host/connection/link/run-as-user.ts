import { HostError } from "../../model/errors.ts";
import type { RunResult } from "../../model/host-connection.ts";
import { MarkedOutput, newMark } from "../shell/output-mark.ts";
import { plainCommand } from "../shell/shell-command.ts";
import type { Slots } from "../waits/session-slots.ts";
import { execute } from "./ssh-channel.ts";
import type { Link } from "./ssh-link.ts";

/** A script to be run, by whichever user. */
export interface ShellRun {
  readonly script: string;
  readonly args: readonly string[];
  readonly stdin: string | Uint8Array | undefined;
  readonly onStdout?: ((chunk: Buffer) => void) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Runs a script as the user who logged in. Throws a HostError when the host runs something else in its place.
 */
export async function runPlain(link: Link, slots: Slots, run: ShellRun): Promise<RunResult> {
  const { script, args, stdin, onStdout, signal } = run;
  const mark = newMark();
  const stdout = new MarkedOutput(mark, onStdout);
  const stderr = new MarkedOutput(mark);
  const code = await execute(link, slots, {
    command: plainCommand({ script, args, mark }),
    stdout,
    stderr,
    feed: (channel) => channel.end(stdin),
    signal,
  });
  if (stdout.arrived) return { code, stdout: stdout.text, stderr: stderr.text };
  throw new HostError({
    what: `The host does not run commands for ${link.target.user}`,
    host: link.target.label,
    expected: "that /bin/sh runs",
    found: `exit code ${code}\n${stderr.before}${stdout.before}`,
    next: "check the login shell of this user, and ForceCommand or command= for its key on the host",
  });
}
