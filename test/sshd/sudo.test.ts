import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openConnection } from "../../host/connection/open.ts";
import type { HostConnection } from "../../host/model/host-connection.ts";
import { startSshd, type TestSshd } from "./sshd.ts";
import { createUser, type TestUser, type UserOptions } from "./users.ts";

let sshd: TestSshd;
const opened: { close: () => Promise<void> }[] = [];
const users: TestUser[] = [];
beforeAll(async () => {
  sshd = await startSshd();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((connection) => connection.close()));
  for (const user of users.splice(0)) user.remove();
});
afterAll(() => sshd?.stop());

function userWith(options: UserOptions): TestUser {
  const user = createUser(options);
  users.push(user);
  return user;
}

async function connect(user: TestUser, settings: Record<string, unknown> = {}): Promise<HostConnection> {
  const connection = await openConnection(sshd.settings({ user: user.name, ...settings }));
  opened.push(connection);
  return connection;
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "it did not fail",
    (error: unknown) => String(error),
  );
}

const MEGABYTES_5 = Buffer.alloc(5_000_000, "0123456789abcdef\n");

describe.each([
  ["without a password", { sudo: "without password" }, false],
  ["without a password, though one is given", { sudo: "without password" }, true],
  ["with a password", { sudo: "with password" }, true],
  [
    "with a password that sudo remembers",
    { sudo: "with password", sudoDefaults: ["timestamp_type=global"] },
    true,
  ],
  ["with a password, on a terminal of its own", { sudo: "with password", sudoDefaults: ["use_pty"] }, true],
] as const)("sudo %s", (_, options, givePassword) => {
  it("runs scripts as root, whose input, output and exit code are exact", async () => {
    const user = userWith(options);
    const connection = await connect(user, givePassword ? { sudoPassword: user.password } : {});
    const plain = await connection.run('id -un; printf "%s|" "$@"; wc -c; echo " warning " >&2; exit 7', {
      args: ["a b", "", "-n"],
    });
    expect(plain).toEqual({ code: 7, stdout: "root\na b||-n|0\n", stderr: " warning \n" });
    const fed = await connection.run("cat", { stdin: "first\nsecond" });
    expect(fed).toEqual({ code: 0, stdout: "first\nsecond", stderr: "" });
    const large = await connection.run("cat", { stdin: MEGABYTES_5 });
    expect(large.stdout === MEGABYTES_5.toString()).toBe(true);
    expect(await connection.run("id -un", { as: "login" })).toMatchObject({ stdout: `${user.name}\n` });
  });
});

describe("a wrong password of sudo", () => {
  it("is tried exactly once, by many runs together, and never again", async () => {
    const user = userWith({ sudo: "with password" });
    const connection = await connect(user, { sudoPassword: "not the password" });
    const runs = Array.from({ length: 5 }, (_, index) =>
      failureOf(connection.run("cat", index % 2 === 0 ? {} : { stdin: "secret data\n" })),
    );
    const [failure = "", ...others] = await Promise.all(runs);
    expect(failure).toContain(`sudo does not accept the password of ${user.name} (it was tried once)`);
    expect(failure).toContain("connection.sudoPassword");
    expect(failure).not.toContain("not the password");
    expect(others).toEqual(others.map(() => failure));
    expect(await failureOf(connection.run("cat"))).toBe(failure);
    expect(user.sudoLog().match(/incorrect password attempt/g)).toHaveLength(1);
    expect(user.sudoLog()).toContain("1 incorrect password attempt ");
  });
});

describe("without sudo the error says why", () => {
  it("when a password is needed and none is configured", async () => {
    const user = userWith({ sudo: "with password" });
    const failure = await failureOf((await connect(user)).run("id", { stdin: "data" }));
    expect(failure).toContain(`sudo wants a password of ${user.name}, and there is none`);
    expect(failure).toContain("pulumi config set --secret --path connection.sudoPassword");
  });

  it("when the user is not allowed to", async () => {
    const user = userWith({});
    const failure = await failureOf((await connect(user, { sudoPassword: user.password })).run("id"));
    expect(failure).toContain(`${user.name} may not become root with sudo`);
    expect(failure).toContain("not in the sudoers file");
  });

  it("when sudo demands a terminal", async () => {
    const user = userWith({ sudo: "without password", sudoDefaults: ["requiretty"] });
    const failure = await failureOf((await connect(user)).run("id"));
    expect(failure).toContain(`sudo demands a terminal of ${user.name}`);
    expect(failure).toContain(`Defaults:${user.name} !requiretty`);
  });

  it("when the host has none", async () => {
    const bin = join(sshd.folder, "bin");
    mkdirSync(bin);
    for (const program of ["sh", "env"]) symlinkSync(`/bin/${program}`, join(bin, program));
    const bare = await startSshd({ config: [`SetEnv PATH=${bin}`] });
    try {
      const user = userWith({});
      const connection = await openConnection(bare.settings({ user: user.name }));
      const failure = await failureOf(connection.run("id"));
      await connection.close();
      expect(failure).toContain("The host has no sudo");
    } finally {
      await bare.stop();
    }
  });
});

describe("the password of sudo", () => {
  it("shows in no command line and no environment", async () => {
    const user = userWith({ sudo: "with password" });
    const connection = await connect(user, { sudoPassword: user.password });
    const seen = await connection.run(
      'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n"',
    );
    expect(seen.stdout).toContain("sudo");
    expect(seen.stdout).not.toContain(user.password);
  });
});
