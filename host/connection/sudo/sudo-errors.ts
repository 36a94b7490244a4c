import { HostError } from "../../model/errors.ts";
import type { Target } from "../ssh-config/target.ts";

/** Why sudo did not make us root, from what it printed (its language is C). */
export function sudoFailure(target: Target, code: number, text: string, hadPassword: boolean): HostError {
  const [, what, next] = REASONS.find(([pattern]) => pattern.test(text)) ?? [
    /^/,
    "sudo did not make root of USER",
    "check that `sudo -l` works for USER on the host, or log in as root (connection.user)",
  ];
  const hint = hadPassword && PASSWORD_NEEDED.test(text) ? WRONG_PASSWORD : { what, next };
  const named = (line: string) => line.replaceAll("USER", target.user);
  return new HostError({
    what: named(hint.what),
    host: target.label,
    found: text === "" ? `exit code ${code}, and no word from sudo` : text,
    next: named(hint.next),
  });
}

/** sudo neither began nor refused. */
export function sudoSilent({ label, user }: Target, milliseconds: number): HostError {
  return new HostError({
    what: `sudo did not answer within ${milliseconds / 1000} s`,
    host: label,
    next: `check that \`sudo -l\` works for ${user} on the host: it may be waiting for a name or login service`,
  });
}

const PASSWORD_NEEDED = /a password is required|no password was provided/i;

const WRONG_PASSWORD = {
  what: "sudo does not accept the password of USER (it was tried once)",
  next: "correct it with `pulumi config set --secret --path connection.sudoPassword`",
};

/** In the order they are looked for: a refusal after a wrong password has both texts. */
const REASONS: readonly (readonly [RegExp, string, string])[] = [
  [
    /must have a tty|no tty present/i,
    "sudo demands a terminal of USER, and there is none",
    "allow it without one on the host: `Defaults:USER !requiretty` with visudo",
  ],
  [
    /not in the sudoers file|not allowed to (?:execute|run)|may not run sudo/i,
    "USER may not become root with sudo",
    "allow it on the host (on Debian and Ubuntu `adduser USER sudo`, elsewhere group wheel), or log in as root (connection.user)",
  ],
  [
    /incorrect password attempt|try again|no password was provided/i,
    WRONG_PASSWORD.what,
    WRONG_PASSWORD.next,
  ],
  [
    PASSWORD_NEEDED,
    "sudo wants a password of USER, and there is none",
    "run `pulumi config set --secret --path connection.sudoPassword`, or allow USER on the host to use sudo without (NOPASSWD)",
  ],
  [
    /sudo['"’]?: (?:no such file|not found)|command not found|sudo: not found|can't execute/i,
    "The host has no sudo",
    "install sudo there, or log in as root (connection.user)",
  ],
];
