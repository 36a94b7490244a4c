import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commandConnection } from "../../../components/command-connection.ts";
import { mockEngine, registered, types, unsecret, workstation } from "./registered.ts";

const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
const guest = { name: "win11", memory: "8 GiB", vcpus: 4 };
let folder: string;

beforeEach(mockEngine);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "workstation-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("own commands", () => {
  const commands = {
    before: [{ name: "stop-display", create: "systemctl stop gdm" }],
    after: [{ name: "done", create: "touch /run/done", delete: "rm /run/done", triggers: [1] }],
  };

  test("run before and after ours, with the host's pinned key", async () => {
    const identityFile = join(folder, "key");
    const sshConfigFile = join(folder, "config");
    writeFileSync(identityFile, "PRIVATE");
    writeFileSync(sshConfigFile, "Host ws1\n  HostName 192.0.2.7\n  Port 2222\n  User ops\n");
    const connection = { host: "ws1", hostKey: KEY, identityFile, sshConfigFile, agent: "false" };
    await workstation({ connection, commands, guest });
    const order = registered.map(({ name, type }) => `${type.split(":").at(-1)} ${name}`);
    const ours = ["Packages ws1", "HostKernel ws1", "StoragePool ws1", "Domain ws1"];
    expect(order.filter((name) => name.startsWith("Command") || ours.includes(name))).toEqual([
      "Command ws1-before-stop-display",
      ...ours,
      "Command ws1-after-done",
    ]);
    const [before, after] = registered.filter(({ type }) => type === "command:remote:Command");
    const login = { host: "192.0.2.7", port: 2222, user: "ops", hostKey: KEY, privateKey: "PRIVATE" };
    for (const command of [before, after]) expect(unsecret(command?.inputs.connection)).toMatchObject(login);
    expect(after?.inputs).toMatchObject({ create: "touch /run/done", delete: "rm /run/done", triggers: [1] });
  });

  test("are refused before anything is made when the host's public key is not known", async () => {
    const made = workstation({ connection: { host: "ws1" }, commands });
    await expect(made).rejects.toThrow(pulumi.RunError);
    await expect(made).rejects.toThrow(/^Own commands need the host's public key/);
    await pulumi.runtime.disconnect();
    expect(types()).toEqual([]);
  });

  test("may have a connection that is known later", async () => {
    const hostKey = pulumi.output(Promise.resolve(KEY));
    await workstation({ connection: { host: "192.0.2.7", hostKey, agent: "false" }, commands });
    const command = registered.find(({ type }) => type === "command:remote:Command");
    expect(unsecret(command?.inputs.connection)).toMatchObject({ host: "192.0.2.7", hostKey: KEY });
  });

  test.each([
    [{ host: "ws1" }, /public key/],
    [{ host: "ws1", hostKey: `SHA256:${"A".repeat(43)}` }, /public key/],
    [{ host: "ws1", hostKey: KEY, proxyJump: "gate" }, /jump host/],
  ])("are refused with %j", (connection, message) => {
    expect(() => commandConnection(connection)).toThrow(message);
    expect(() => commandConnection(connection)).toThrow(pulumi.RunError);
  });
});
