import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConnectionSettings } from "../../../../../host/connection/ssh-config/connection-settings.ts";
import { parsePlace } from "../../../../../host/connection/ssh-config/login-name.ts";
import { readSshConfig, sshHostConfig } from "../../../../../host/connection/ssh-config/ssh-config.ts";
import { resolveTarget } from "../../../../../host/connection/ssh-config/target.ts";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "vfio-config-"));
  mkdirSync(join(home, ".ssh", "more"), { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const surroundings = () => ({ home, localUser: "me", env: { KEYS: "/keys", SSH_AUTH_SOCK: "/agent" } });
const of = (text: string, host = "ws1", explicit = {}) => sshHostConfig(text, host, explicit, surroundings());

describe("an ssh configuration", () => {
  it("says nothing about a host that it does not name", () => {
    expect(of("Host other\n  Port 7")).toMatchObject({
      hostName: "ws1",
      port: undefined,
      identityFiles: [],
      acceptNew: false,
    });
  });

  it("gives every setting of a host, the first one found", () => {
    const text = `
      Host ws1 ws2
        hostname %h.example.org
        User = ops
        Port 2222
        IdentityFile ~/.ssh/%r@%h
        IdentityFile "\${KEYS}/a b"
        IdentitiesOnly yes
        IdentityAgent ~/agent
        ProxyJump a@b:3,c
        UserKnownHostsFile ~/kh1 "/k h2"
        GlobalKnownHostsFile none
        HostKeyAlias the-host
        ConnectTimeout 7
      Host *
        Port 1
        IdentityFile %d/last%%
        StrictHostKeyChecking accept-new`;
    expect(of(text)).toEqual({
      hostName: "ws1.example.org",
      port: 2222,
      user: "ops",
      identityFiles: [`${home}/.ssh/ops@ws1.example.org`, "/keys/a b", `${home}/last%`],
      identitiesOnly: true,
      identityAgent: `${home}/agent`,
      proxyJump: "a@b:3,c",
      proxyCommand: undefined,
      userKnownHostsFiles: [`${home}/kh1`, "/k h2"],
      globalKnownHostsFiles: [],
      hostKeyAlias: "the-host",
      acceptNew: true,
      connectTimeoutSeconds: 7,
    });
  });

  it("yields to what is explicit, also in paths", () => {
    const text = "Host ws1\n  User ops\n  Port 2222\n  IdentityFile /%r-%p";
    expect(of(text, "ws1", { user: "root", port: 22 })).toMatchObject({
      user: "root",
      port: 22,
      identityFiles: ["/root-22"],
    });
  });

  it.each(["no", "off", "ask", "yes"])("with StrictHostKeyChecking %s is strict", (value) => {
    expect(of(`StrictHostKeyChecking ${value}`).acceptNew).toBe(false);
  });

  it("runs no program to find out whether it matches", () => {
    expect(of('Match exec "true"\n  Port 7\nMatch host ws1\n  User ops')).toMatchObject({
      port: undefined,
      user: "ops",
    });
  });

  it("is read with the files it includes, in their place", () => {
    const write = (name: string, text: string) => writeFileSync(join(home, ".ssh", name), text);
    write("more/a.conf", "Host ws1\n  Port 1\n");
    write("more/b.conf", "Host ws1\n  Port 2\n  User fromb\n");
    write("inside", "User inside\n");
    write(
      "config",
      "Include more/*.conf ~/.ssh/none\nCompression no\nHost ws2\n  Include inside\n  Port 3\n",
    );
    const text = readSshConfig(join(home, ".ssh", "config"), surroundings());
    expect(of(text)).toMatchObject({ port: 1, user: "fromb" });
    expect(of(text, "ws2")).toMatchObject({ port: 3, user: "inside" });
  });
});

describe("a place", () => {
  it.each([
    ["ws1", { host: "ws1", user: undefined, port: undefined }],
    ["ops@ws1:2222", { host: "ws1", user: "ops", port: 2222 }],
    ["[fe80::1]:22", { host: "fe80::1", user: undefined, port: 22 }],
    ["ssh://ops@ws1:22/", { host: "ws1", user: "ops", port: 22 }],
    ["", undefined],
    ["-oX", undefined],
    ["-u@ws1", undefined],
    ["ws1:port", undefined],
    ["a b", undefined],
  ])("%j", (text, place) => {
    expect(parsePlace(text)).toEqual(place);
  });
});

describe("a target", () => {
  const target = (settings: Record<string, unknown>, config = "") => {
    writeFileSync(join(home, "config"), config);
    const sshConfigFile = join(home, "config");
    return resolveTarget(
      parseConnectionSettings({ host: "ws1", sshConfigFile, ...settings }),
      surroundings(),
    );
  };

  it("is what ssh would take where nothing is said", () => {
    expect(target({})).toMatchObject({
      label: "me@ws1:22",
      hostName: "ws1",
      hostKey: {
        knownAs: { name: "ws1", port: 22 },
        files: [
          `${home}/.ssh/known_hosts`,
          `${home}/.ssh/known_hosts2`,
          "/etc/ssh/ssh_known_hosts",
          "/etc/ssh/ssh_known_hosts2",
        ],
        pins: [],
        acceptNew: false,
      },
      login: { agentSocket: "/agent", identitiesOnly: false },
      timeoutMs: 10_000,
      via: undefined,
    });
  });

  it("leads through the hosts of a chain, each with its own settings", () => {
    const config = "Host c\n  User cu\n  ProxyJump d\nHost b\n  IdentityFile /kb\nHost d\n  Port 4";
    const found = target(
      { proxyJump: "c,b:3", password: "p", identityFile: "/k", hostKey: `SHA256:${"x".repeat(43)}` },
      config,
    );
    expect(found.login).toMatchObject({ password: "p", identities: [{ path: "/k", required: true }] });
    expect(found.via).toMatchObject({ label: "me@b:3", hostKey: { pins: [] } });
    expect(found.via?.login).toMatchObject({
      password: undefined,
      identities: [{ path: "/kb", required: false }],
    });
    expect(found.via?.via).toMatchObject({ label: "cu@c:22", login: { identities: [{ path: "/k" }] } });
    expect(found.via?.via?.via).toMatchObject({ label: "me@d:4", via: undefined });
  });

  it.each([
    [{ agent: "false" }, "", undefined],
    [{ agent: "/other" }, "", "/other"],
    [{}, "IdentityAgent none", undefined],
    [{}, "IdentityAgent SSH_AUTH_SOCK", "/agent"],
    [{}, "IdentityAgent ~/a", "HOME/a"],
  ])("with %j and %j asks the agent %j", (settings, config, socket) => {
    expect(target(settings, config).login.agentSocket).toBe(socket?.replace("HOME", home));
  });

  it("does not go through a host when the setting says none", () => {
    expect(target({ proxyJump: "none" }, "ProxyJump b").via).toBeUndefined();
  });

  it("cannot go through what is no host", () => {
    expect(() => target({ proxyJump: "a,b:port" })).toThrow(/"a,b:port" is not a way to a host/);
  });
});
