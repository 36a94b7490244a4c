import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openConnection } from "../../host/connection/open.ts";
import { startAgent, type TestAgent } from "./agent.ts";
import { makeKey, startSshd, type TestSshd } from "./sshd.ts";
import { createUser, type TestUser } from "./users.ts";

const PASSPHRASE = "open, sesame";
let keys: TestSshd;
let passwords: TestSshd;
let questions: TestSshd;
let user: TestUser;
let agent: TestAgent;
let emptyAgent: TestAgent;
let lockedKey: string;
let wrongKey: string;

beforeAll(async () => {
  keys = await startSshd();
  passwords = await startSshd({ config: ["PasswordAuthentication yes"] });
  questions = await startSshd({
    config: ["UsePAM yes", "KbdInteractiveAuthentication yes", "AuthenticationMethods keyboard-interactive"],
  });
  user = createUser();
  lockedKey = join(keys.folder, "locked");
  copyFileSync(keys.identityFile, lockedKey);
  execFileSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", PASSPHRASE, "-f", lockedKey], { stdio: "pipe" });
  copyFileSync(`${keys.identityFile}.pub`, `${lockedKey}.pub`);
  wrongKey = join(keys.folder, "wrong");
  makeKey(wrongKey);
  agent = await startAgent(join(keys.folder, "agent"));
  emptyAgent = await startAgent(join(keys.folder, "empty-agent"));
  agent.add(wrongKey);
  agent.add(keys.identityFile);
});
afterAll(async () => {
  agent?.stop();
  emptyAgent?.stop();
  user?.remove();
  await Promise.all([keys, passwords, questions].map((sshd) => sshd?.stop()));
});

/** The name of the user who was let in, or the error's text. */
async function outcome(sshd: TestSshd, settings: Record<string, unknown>): Promise<string> {
  try {
    const connection = await openConnection(sshd.settings(settings));
    const { stdout } = await connection.run("id -un", { as: "login" });
    await connection.close();
    return stdout.trim();
  } catch (error) {
    return String(error);
  }
}

describe("a login works with", () => {
  it.each<[string, () => Record<string, unknown>]>([
    ["a key", () => ({ identityFile: keys.identityFile })],
    ["a locked key and its passphrase", () => ({ identityFile: lockedKey, passphrase: PASSPHRASE })],
    ["a locked key that the agent has", () => ({ identityFile: lockedKey, agent: agent.socket })],
    [
      "a public key whose private part the agent has",
      () => ({ identityFile: `${lockedKey}.pub`, agent: agent.socket }),
    ],
    ["the agent, after a key that is refused", () => ({ identityFile: wrongKey, agent: agent.socket })],
    ["the agent alone", () => ({ identityFile: undefined, agent: agent.socket })],
    ["a key, though the agent is not there", () => ({ agent: "/none/agent" })],
    ["a key, though the agent is empty", () => ({ agent: emptyAgent.socket })],
  ])("%s", async (_, settings) => {
    expect(await outcome(keys, { user: user.name, ...settings() })).toBe(user.name);
  });

  it("a password", async () => {
    const settings = { user: user.name, identityFile: wrongKey, password: user.password };
    expect(await outcome(passwords, settings)).toBe(user.name);
  });

  it("a password, where the server only asks questions", async () => {
    const settings = { user: user.name, identityFile: wrongKey, password: user.password };
    expect(await outcome(questions, settings)).toBe(user.name);
  });
});

describe("a login fails, and the error says what was tried:", () => {
  it("a wrong key", async () => {
    const failure = await outcome(keys, { user: user.name, identityFile: wrongKey });
    expect(failure).toContain(`The host did not let ${user.name} log in`);
    expect(failure).toContain(`tried: key ${wrongKey}`);
    expect(failure).toContain("the server accepts: publickey");
    expect(failure).toContain("check connection.user");
  });

  it("a wrong user", async () => {
    const failure = await outcome(keys, { user: "nobody-of-this-name", agent: agent.socket });
    expect(failure).toContain("The host did not let nobody-of-this-name log in");
    expect(failure).toMatch(/tried: key .*, agent \(1 key\)/);
  });

  it("nothing at all", async () => {
    const failure = await outcome(keys, {
      identityFile: undefined,
      agent: emptyAgent.socket,
      password: "secret-1",
    });
    expect(failure).toContain("tried: nothing");
    expect(failure).not.toContain("secret-1");
  });

  it.each([
    ["a password", () => passwords],
    ["the answer to a question", () => questions],
  ])("a wrong password as %s, once", async (_, server) => {
    const sshd = server();
    const failure = await outcome(sshd, {
      user: user.name,
      identityFile: wrongKey,
      password: "not the password",
    });
    expect(failure).toContain("tried: ");
    expect(failure).toContain("password");
    expect(failure).not.toContain("not the password");
    const tries = sshd
      .log()
      .match(new RegExp(`Failed (password|keyboard-interactive/pam) for ${user.name}`, "g"));
    expect(tries).toHaveLength(1);
  });

  it("more keys than the server has patience for", async () => {
    const impatient = await startSshd({ config: ["MaxAuthTries 2"] });
    const many = await startAgent(join(impatient.folder, "agent"));
    for (const name of ["a", "b", "c", "d"]) {
      makeKey(join(impatient.folder, name));
      many.add(join(impatient.folder, name));
    }
    const failure = await outcome(impatient, { identityFile: undefined, agent: many.socket });
    many.stop();
    await impatient.stop();
    expect(failure).toContain("agent (4 keys)");
    expect(failure).toContain("Too many authentication failures");
    expect(failure).toContain("name the right key with connection.identityFile");
  });
});

describe("a key that cannot be used is told before connecting:", () => {
  it("locked, without a passphrase", async () => {
    const failure = await outcome(keys, { identityFile: lockedKey });
    expect(failure).toContain(`The private key file ${lockedKey} cannot be used`);
    expect(failure).toContain("it needs a passphrase, and connection.passphrase is not set");
  });

  it("locked, with a wrong passphrase", async () => {
    const failure = await outcome(keys, {
      identityFile: lockedKey,
      passphrase: "wrong one",
      agent: emptyAgent.socket,
    });
    expect(failure).toContain("connection.passphrase does not open it");
    expect(failure).not.toContain("wrong one");
  });

  it("not there, or no key", async () => {
    expect(await outcome(keys, { identityFile: "/none/key" })).toContain("there is no such file");
    const failure = await outcome(keys, { identityFile: "/etc/hostname" });
    expect(failure).toContain("The private key file /etc/hostname cannot be used");
  });
});
