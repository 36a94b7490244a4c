import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface UserOptions {
  /**
   * What the user may do with sudo; default nothing. Each line of `sudoDefaults` is a `Defaults` for this
   * user.
   */
  readonly sudo?: "without password" | "with password";
  readonly sudoDefaults?: readonly string[];
  readonly shell?: string;
}

/** A user that exists for a test only. */
export interface TestUser {
  readonly name: string;
  readonly password: string;
  readonly home: string;
  /** What sudo has logged about this user: a line per call, a number of tries in those that failed. */
  readonly sudoLog: () => string;
  readonly remove: () => void;
}

/** Creates a user with a home of its own and a random password. Must be run by root. */
export function createUser(options: UserOptions = {}): TestUser {
  const name = `vfio-${process.pid}-${randomBytes(3).toString("hex")}`;
  const password = `pw ${randomBytes(9).toString("base64url")}'"$\\`;
  const home = mkdtempSync(join(tmpdir(), "vfio-home-"));
  const shell = options.shell ?? "/bin/sh";
  locked("useradd", ["--no-create-home", "--home-dir", home, "--shell", shell, name]);
  execFileSync("chpasswd", { input: `${name}:${password}\n` });
  chownSync(home, numberOf(name, "-u"), numberOf(name, "-g"));
  const sudoersFile = join("/etc/sudoers.d", name);
  const logFile = `${home}.sudo-log`;
  if (options.sudo !== undefined) {
    mkdirSync("/etc/sudoers.d", { recursive: true });
    writeFileSync(sudoersFile, sudoers(name, logFile, options), { mode: 0o440 });
  }
  return {
    name,
    password,
    home,
    sudoLog: () => (existsSync(logFile) ? readFileSync(logFile, "utf8") : ""),
    remove: () => {
      rmSync(sudoersFile, { force: true });
      rmSync(logFile, { force: true });
      rmSync(home, { recursive: true, force: true });
      locked("userdel", ["--force", name]);
    },
  };
}

function sudoers(name: string, logFile: string, { sudo, sudoDefaults = [] }: UserOptions): string {
  const defaults = [`logfile=${logFile}`, "!syslog", "!mail_badpass", ...sudoDefaults];
  const tag = sudo === "without password" ? "NOPASSWD: " : "";
  return [
    ...defaults.map((value) => `Defaults:${name} ${value}`),
    `${name} ALL=(ALL:ALL) ${tag}ALL`,
    "",
  ].join("\n");
}

/** Two programs cannot change the password file at once. */
function locked(program: string, args: readonly string[]): void {
  execFileSync("flock", ["--wait", "20", join(tmpdir(), "vfio-test-users.lock"), program, ...args], {
    stdio: "pipe",
  });
}

function numberOf(name: string, what: "-u" | "-g"): number {
  return Number(execFileSync("id", [what, name], { encoding: "utf8" }));
}
