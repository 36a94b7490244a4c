import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openConnection } from "../../host/connection/open.ts";
import { parseConnectionSettings } from "../../host/connection/ssh-config/connection-settings.ts";
import { ConnectionLost } from "../../host/model/host-connection.ts";
import { freePort, startSshd, type TestSshd } from "./sshd.ts";
import { createUser, type TestUser } from "./users.ts";

let near: TestSshd;
let far: TestSshd;
let closed: TestSshd;
let user: TestUser;
let unused: number;
beforeAll(async () => {
  near = await startSshd();
  far = await startSshd();
  closed = await startSshd({ config: ["AllowTcpForwarding no"] });
  user = createUser();
  unused = await freePort();
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(async () => {
  user?.remove();
  await Promise.all([near, far, closed].map((sshd) => sshd?.stop()));
});

/** A block of an ssh configuration that reaches a server. */
function block(alias: string, sshd: TestSshd, ...more: readonly string[]): string {
  const lines = [
    "HostName 127.0.0.1",
    `Port ${sshd.port}`,
    `IdentityFile "${sshd.identityFile}"`,
    "IdentitiesOnly yes",
    `UserKnownHostsFile ${sshd.knownHostsFile}`,
    "GlobalKnownHostsFile /dev/null",
    ...more,
  ];
  return [`Host ${alias}`, ...lines.map((line) => `  ${line}`), ""].join("\n");
}

let files = 0;
function configFile(...blocks: readonly string[]): string {
  const path = join(near.folder, `config-${files++}`);
  writeFileSync(path, blocks.join("\n"));
  return path;
}

async function outcome(settings: Record<string, unknown>): Promise<string> {
  try {
    const connection = await openConnection(parseConnectionSettings({ agent: "false", ...settings }));
    const { stdout } = await connection.run('echo "$(id -un) $SSH_CONNECTION"', { as: "login" });
    await connection.close();
    return `${connection.host} ${stdout.trim()}`;
  } catch (error) {
    return String(error);
  }
}

describe("the ssh configuration", () => {
  it("gives address, port, user, key and known_hosts of an alias", async () => {
    const sshConfigFile = configFile(block("ws1", far, `User ${user.name}`));
    expect(await outcome({ host: "ws1", sshConfigFile })).toMatch(
      new RegExp(
        `^${user.name}@ws1:${far.port} ${user.name} 127\\.0\\.0\\.1 \\d+ 127\\.0\\.0\\.1 ${far.port}$`,
      ),
    );
  });

  it("is ~/.ssh/config by itself", async () => {
    vi.stubEnv("HOME", user.home);
    mkdirSync(join(user.home, ".ssh"));
    writeFileSync(join(user.home, ".ssh", "config"), block("ws1", far, "User root"));
    expect(await outcome({ host: "ws1" })).toContain(`root@ws1:${far.port} root`);
  });

  it("yields to the settings", async () => {
    const sshConfigFile = configFile(block("ws1", far, "User nobody-at-all", `Port ${unused}`));
    expect(await outcome({ host: "ws1", sshConfigFile, user: user.name, port: far.port })).toContain(
      `${user.name}@ws1:${far.port} ${user.name}`,
    );
  });

  it("does not turn the check of host keys off", async () => {
    const sshConfigFile = configFile(
      block("ws1", far, "User root").replace(far.knownHostsFile, "/dev/null"),
      "Host *\n  StrictHostKeyChecking no",
    );
    expect(await outcome({ host: "ws1", sshConfigFile })).toContain("The host's key is not known");
  });
});

describe("a host behind another", () => {
  it("is reached through ProxyJump", async () => {
    const sshConfigFile = configFile(
      block("bastion", near, `User ${user.name}`),
      block("ws1", far, "User root", "ProxyJump bastion"),
    );
    const before = forwards(near);
    expect(await outcome({ host: "ws1", sshConfigFile })).toContain(`root@ws1:${far.port} root`);
    expect(forwards(near)).toBe(before + 1);
  });

  it("is reached through the setting proxyJump, several after each other", async () => {
    const sshConfigFile = configFile(block("near", near), block("far", far), block("ws1", far, "User root"));
    const before = [forwards(near), forwards(far)];
    const proxyJump = `${user.name}@near,root@far`;
    expect(await outcome({ host: "ws1", sshConfigFile, proxyJump })).toContain(`root@ws1:${far.port} root`);
    expect([forwards(near), forwards(far)]).toEqual(before.map((count) => count + 1));
  });

  it("is lost with the one before it", async () => {
    const own = await startSshd();
    const sshConfigFile = configFile(block("bastion", own, "User root"), block("ws1", far, "User root"));
    const settings = { host: "ws1", sshConfigFile, proxyJump: "bastion", agent: "false" };
    const connection = await openConnection(parseConnectionSettings(settings));
    const running = connection.run("sleep 20");
    setTimeout(() => own.signalSessions("SIGKILL"), 300);
    await expect(running).rejects.toThrow(ConnectionLost);
    await connection.close();
    await own.stop();
  });

  it("is refused when the one before it is not known", async () => {
    const sshConfigFile = configFile(
      block("bastion", near, "User root").replace(near.knownHostsFile, "/dev/null"),
      block("ws1", far, "User root", "ProxyJump bastion"),
    );
    const failure = await outcome({ host: "ws1", sshConfigFile });
    expect(failure).toContain("The host's key is not known");
    expect(failure).toContain(`Host: root@bastion:${near.port}`);
  });

  it("is refused when it is not known itself", async () => {
    const sshConfigFile = configFile(
      block("bastion", near, "User root"),
      block("ws1", far, "User root", "ProxyJump bastion").replace(far.knownHostsFile, near.knownHostsFile),
    );
    const failure = await outcome({ host: "ws1", sshConfigFile });
    expect(failure).toContain("The host's key is not known");
    expect(failure).toContain(`Host: root@ws1:${far.port}`);
  });

  it("is not reached when the one before it may not forward, or nothing listens behind it", async () => {
    const ws1 = block("ws1", far, "User root");
    const shut = configFile(block("bastion", closed, "User root"), ws1);
    const first = await outcome({ host: "ws1", sshConfigFile: shut, proxyJump: "bastion" });
    expect(first).toContain(`root@bastion:${closed.port} could not be used to get to the host`);
    expect(first).toContain("AllowTcpForwarding");
    const nothing = configFile(block("bastion", near, "User root"), ws1);
    const second = await outcome({ host: "ws1", sshConfigFile: nothing, proxyJump: "bastion", port: unused });
    expect(second).toContain(`127.0.0.1 port ${unused}`);
    expect(second).toContain("refused");
  });

  it("is not reached in a circle, nor by a program", async () => {
    const circle = configFile("Host a\n  ProxyJump b\nHost b\n  ProxyJump a\n");
    expect(await outcome({ host: "a", sshConfigFile: circle })).toContain("leads in a circle");
    const program = configFile("Host a\n  ProxyCommand nc %h %p\n");
    expect(await outcome({ host: "a", sshConfigFile: program })).toContain(
      "ProxyCommand, which is not supported",
    );
    expect(await outcome({ host: "a", sshConfigFile: "/none" })).toContain("/none cannot be read");
  });
});

function forwards(sshd: TestSshd): number {
  return sshd.log().match(/server_request_direct_tcpip/g)?.length ?? 0;
}
