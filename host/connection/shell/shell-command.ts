import { HostError } from "../../model/errors.ts";
import { quote } from "./quote.ts";

/**
 * Goes in front of every script. First the mark ($1) on both outputs: what comes before is of the login (a
 * .bashrc that prints) or of sudo. LC_ALL makes programs speak the language that is parsed, whatever the
 * login's locale. The system's programs come first on PATH, the login's own ones (as NixOS needs them) after.
 */
const ARRIVED = `printf '%s\\n' "$1"; printf '%s\\n' "$1" >&2
`;
const SURROUNDINGS = `shift
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\${PATH:+:$PATH}
export LC_ALL PATH
`;

/**
 * What becomes of a password on standard input that sudo had no use for; `read` takes no byte more than the
 * line.
 */
const LEFTOVER = {
  "no-password": "",
  password: "exec </dev/null\n",
  "password-and-data": 'while IFS= read -r line && [ "$line" != "$1" ]; do :; done; unset line\n',
};

/**
 * How sudo is to get a password: not at all, or as the first line of standard input, with or without data
 * after a line with the mark.
 */
export type SudoInput = keyof typeof LEFTOVER;

/** A fixed script with its arguments, and a word that appears nowhere else. */
export interface ShellCall {
  readonly script: string;
  readonly args: readonly string[];
  readonly mark: string;
}

/** A command line that runs a script as the user who logged in. */
export function plainCommand({ script, args, mark }: ShellCall): string {
  return commandLine(["/bin/sh", "-c", ARRIVED + SURROUNDINGS + script, "sh", mark, ...args]);
}

/** A command line that runs a script as root. */
export function rootCommand({ script, args, mark }: ShellCall, input: SudoInput): string {
  const ask = input === "no-password" ? ["-n"] : ["-S", "-p", ""];
  const shell = ["/bin/sh", "-c", ARRIVED + LEFTOVER[input] + SURROUNDINGS + script, "sh", mark, ...args];
  return commandLine(["/usr/bin/env", "LC_ALL=C", "sudo", ...ask, "--", ...shell]);
}

/**
 * Linux takes no longer argument (MAX_ARG_STRLEN, 128 KiB), and sshd gives the command line to the login
 * shell as one.
 */
const LONGEST = 131_071;

function commandLine(words: readonly string[]): string {
  const line = quote(words);
  const length = Buffer.byteLength(line);
  if (length <= LONGEST) return line;
  throw new HostError({
    what: "A command is too long for the host",
    expected: `at most ${LONGEST} bytes`,
    found: `${length} bytes`,
    next: "report this: long data belongs into the standard input",
  });
}
