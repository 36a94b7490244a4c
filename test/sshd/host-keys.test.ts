import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fingerprint } from "../../host/connection/host-key/known-hosts.ts";
import { openConnection } from "../../host/connection/open.ts";
import { makeKey, startSshd, type TestSshd } from "./sshd.ts";

let sshd: TestSshd;
let name: string;
let files = 0;
beforeAll(async () => {
  sshd = await startSshd({ hostKeys: ["ed25519", "ecdsa", "rsa"] });
  name = `[127.0.0.1]:${sshd.port}`;
});
afterAll(() => sshd?.stop());

/** A known_hosts file with these lines. */
function knownHosts(...lines: readonly string[]): string {
  const file = join(sshd.folder, `known_hosts-${files++}`);
  writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
  return file;
}

/** The key of another host. */
function strange(type: "ed25519" | "rsa" = "ed25519"): string {
  const path = join(sshd.folder, `strange-${files++}`);
  makeKey(path, { type });
  return readFileSync(`${path}.pub`, "utf8").split(" ").slice(0, 2).join(" ");
}

function fingerprintOf(line: string): string {
  return fingerprint(Buffer.from(line.split(" ")[1] ?? "", "base64"));
}

/** `connected`, or the error's text. No attempt may get as far as logging in when the key is refused. */
async function outcome(settings: Record<string, unknown>): Promise<string> {
  const before = sshd.log().match(/Accepted publickey/g)?.length ?? 0;
  try {
    await (await openConnection(sshd.settings(settings))).close();
    return "connected";
  } catch (error) {
    expect(sshd.log().match(/Accepted publickey/g)?.length ?? 0).toBe(before);
    return String(error);
  }
}

function hashed(file: string): string {
  execFileSync("ssh-keygen", ["-q", "-H", "-f", file], { stdio: "pipe" });
  return file;
}

describe("a host is trusted", () => {
  it.each<[string, () => Record<string, unknown>]>([
    ["whose key is known", () => ({ knownHostsFile: knownHosts(`${name} ${sshd.hostKey("ed25519")}`) })],
    [
      "of which only the ecdsa key is known",
      () => ({ knownHostsFile: knownHosts(`${name} ${sshd.hostKey("ecdsa")}`) }),
    ],
    [
      "of which only the rsa key is known",
      () => ({ knownHostsFile: knownHosts(`${name} ${sshd.hostKey("rsa")}`) }),
    ],
    [
      "whose name is hashed",
      () => ({ knownHostsFile: hashed(knownHosts(`${name} ${sshd.hostKey("ecdsa")}`)) }),
    ],
    [
      "that matches a pattern",
      () => ({ knownHostsFile: knownHosts(`nothing,[127.0.0.*]:* ${sshd.hostKey()}`) }),
    ],
    [
      "that is listed without its port",
      () => ({ knownHostsFile: knownHosts(`127.0.0.1 ${sshd.hostKey()}`) }),
    ],
    [
      "that has several keys in the file",
      () => ({ knownHostsFile: knownHosts(`${name} ${strange()}`, `${name} ${sshd.hostKey()}`) }),
    ],
    [
      "whose pinned key it is, whatever known_hosts says",
      () => ({
        knownHostsFile: knownHosts(`${name} ${strange()}`),
        hostKey: `${sshd.hostKey("rsa")} comment`,
      }),
    ],
    [
      "whose fingerprint is pinned",
      () => ({ knownHostsFile: "/none", hostKey: `${strange()}\n${fingerprintOf(sshd.hostKey("ed25519"))}` }),
    ],
  ])("%s", async (_, settings) => {
    expect(await outcome(settings())).toBe("connected");
  });
});

describe("a host is refused before anything is told to it", () => {
  it("when nothing is known of it: fingerprint and next step are in the error", async () => {
    const file = knownHosts(`otherhost ${sshd.hostKey()}`);
    const failure = await outcome({ knownHostsFile: file });
    expect(failure).toMatch(/^HostKeyError: The host's key is not known/);
    expect(failure).toContain(`Host: root@127.0.0.1:${sshd.port}`);
    expect(failure).toContain(`a key for ${name} in ${file}`);
    expect(failure).toContain(`ssh-ed25519 ${fingerprintOf(sshd.hostKey())}`);
    const [, command = ""] = /run `(ssh-keyscan [^`]*)`/.exec(failure) ?? [];
    execFileSync("sh", ["-c", command], { stdio: "pipe" });
    expect(await outcome({ knownHostsFile: file })).toBe("connected");
  });

  it("when there is no known_hosts file", async () => {
    expect(await outcome({ knownHostsFile: join(sshd.folder, "none") })).toContain(
      "The host's key is not known",
    );
  });

  it("when the known_hosts file cannot be read", async () => {
    const failure = await outcome({ knownHostsFile: sshd.folder });
    expect(failure).toContain(`The file ${sshd.folder} cannot be read`);
    expect(failure).toMatch(/^Next: make it readable/m);
  });

  it("when its key has changed: both fingerprints, and how to forget the old one", async () => {
    const old = strange();
    const file = knownHosts("# comment", `${name} ${old}`);
    const failure = await outcome({ knownHostsFile: file });
    expect(failure).toMatch(/^HostKeyError: The host's key has changed/);
    expect(failure).toContain(`Expected: ssh-ed25519 ${fingerprintOf(old)} (${file}:2)`);
    expect(failure).toContain(`Found: ssh-ed25519 ${fingerprintOf(sshd.hostKey())}`);
    const [, command = ""] = /run `(ssh-keygen -R [^`]*)`/.exec(failure) ?? [];
    execFileSync("sh", ["-c", command], { stdio: "pipe" });
    expect(await outcome({ knownHostsFile: file })).toContain("The host's key is not known");
  });

  it("when accept-new finds a changed key", async () => {
    const file = knownHosts(`${name} ${strange("rsa")}`);
    const before = readFileSync(file, "utf8");
    expect(await outcome({ knownHostsFile: file, hostKeyPolicy: "accept-new" })).toContain(
      "The host's key has changed",
    );
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("when its key is revoked", async () => {
    const file = knownHosts(`${name} ${sshd.hostKey()}`, `@revoked * ${sshd.hostKey()}`);
    expect(await outcome({ knownHostsFile: file })).toContain(`marked as revoked`);
    expect(await outcome({ knownHostsFile: file })).toContain(`${file}:2`);
  });

  it("when only a certificate authority is known", async () => {
    const file = knownHosts(`@cert-authority * ${sshd.hostKey()}`);
    const failure = await outcome({ knownHostsFile: file });
    expect(failure).toContain("The host's key is not known");
    expect(failure).toContain(`host certificates (@cert-authority, ${file}:1) are not supported`);
  });

  it("when another key is pinned", async () => {
    const pin = strange();
    const failure = await outcome({ hostKey: pin });
    expect(failure).toContain("not the one that connection.hostKey demands");
    expect(failure).toContain(`Expected: ssh-ed25519 ${fingerprintOf(pin)}`);
    expect(failure).toContain(`Found: ssh-ed25519 ${fingerprintOf(sshd.hostKey())}`);
  });
});

describe("accept-new", () => {
  it("writes the new key down, once, and is strict from then on", async () => {
    const file = join(sshd.folder, "new", "known_hosts");
    const settings = { knownHostsFile: file, hostKeyPolicy: "accept-new" };
    expect(await outcome(settings)).toBe("connected");
    expect(await outcome(settings)).toBe("connected");
    expect(readFileSync(file, "utf8")).toBe(`${name} ${sshd.hostKey("ed25519")}\n`);
    expect(await outcome({ knownHostsFile: file })).toBe("connected");
  });

  it("leaves what is in the file, even without a line end", async () => {
    const file = join(sshd.folder, "unended");
    writeFileSync(file, `otherhost ${sshd.hostKey()}`);
    expect(await outcome({ knownHostsFile: file, hostKeyPolicy: "accept-new" })).toBe("connected");
    expect(readFileSync(file, "utf8")).toBe(`otherhost ${sshd.hostKey()}\n${name} ${sshd.hostKey()}\n`);
  });

  it("does not go on when the key cannot be written down", async () => {
    const file = join("/proc", "no", "known_hosts");
    const failure = await outcome({ knownHostsFile: file, hostKeyPolicy: "accept-new" });
    expect(failure).toContain(`The host's new key could not be written to ${file}`);
  });
});
