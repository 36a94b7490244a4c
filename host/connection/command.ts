import { HostError } from "../errors.ts";
import { quote } from "./quote.ts";

/**
 * Goes in front of every script. The system's programs come first on PATH, the login's own ones (as NixOS needs them) after.
 * LC_ALL makes programs speak the language that is parsed, whatever the login's locale.
 */
const SURROUNDINGS = `LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\${PATH:+:$PATH}
export LC_ALL PATH
`;

/** Tells on standard error that sudo has made us root: what comes before this line is of sudo. */
const ARRIVED = "printf '%s\\n' \"$1\" >&2\n";

/** Passes over a password that sudo had no use for. `read` takes no byte more than the line. */
const SKIP_PASSWORD = 'while IFS= read -r line && [ "$line" != "$1" ]; do :; done; unset line\n';

/** A command line that runs a script with its arguments as the user who logged in. */
export function plainCommand(script: string, args: readonly string[]): string {
  return commandLine(["/bin/sh", "-c", SURROUNDINGS + script, "sh", ...args]);
}

/** How sudo is to get a password: not at all, or as the first line of standard input, with or without data after a line with the mark. */
export type SudoInput = "no-password" | "password" | "password-and-data";

/** A command line that runs a script as root. `mark` is a word that appears nowhere else; the script tells with it that it is root. */
export function rootCommand(script: string, args: readonly string[], mark: string, input: SudoInput): string {
  const ask = input === "no-password" ? ["-n"] : ["-S", "-p", ""];
  const leftover = { "no-password": "", password: "exec </dev/null\n", "password-and-data": SKIP_PASSWORD }[
    input
  ];
  const prelude = `${ARRIVED}${leftover}shift\n${SURROUNDINGS}`;
  const shell = ["/bin/sh", "-c", prelude + script, "sh", mark, ...args];
  return commandLine(["/usr/bin/env", "LC_ALL=C", "sudo", ...ask, "--", ...shell]);
}

/** Linux takes no longer argument (MAX_ARG_STRLEN, 128 KiB), and sshd gives the command line to the login shell as one. */
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
