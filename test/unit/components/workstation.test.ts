import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Workstation, type WorkstationArgs } from "../../../components/index.ts";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly provider: string | undefined;
}

/** What the engine was asked to register, in order. */
let registered: Registered[];
let folder: string;
let rebootRequired: boolean;
const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
const guest = { name: "win11", memory: "8 GiB", vcpus: 4 };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "workstation-"));
  registered = [];
  rebootRequired = false;
  await pulumi.runtime.setMocks(
    {
      call: ({ token }) => {
        throw new Error(`${token} is not expected to be called`);
      },
      newResource: ({ type, name, inputs, provider }) => {
        registered.push({ type, name, inputs, provider });
        return { id: `${name}-id`, state: { ...inputs, ...outputsOf(type) } };
      },
    },
    "pulumi-vfio",
    "test",
    false,
  );
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("resources", () => {
  test("a host alone gets packages and a boot configuration without consent to a reboot", async () => {
    await workstation({ connection: { host: "ws1" } });
    expect(types()).toEqual(["Provider", "Packages", "HostKernel"]);
    expect(inputsOf("HostKernel")).toMatchObject({ devices: ["auto"] });
    expect(inputsOf("HostKernel").reboot).toBeUndefined();
  });

  test("packages can be left alone", async () => {
    await workstation({ connection: { host: "ws1" }, packages: false });
    expect(types()).toEqual(["Provider", "HostKernel"]);
  });

  test("a guest gets its volumes in the pool, all bound functions and memory for Looking Glass", async () => {
    const disks = [
      { name: "system", capacity: "100 GiB", bootOrder: 1 },
      { file: "/isos/win11.iso", device: "cdrom" as const },
    ];
    await workstation({ connection: { host: "ws1" }, guest: { ...guest, disks } });
    expect(inputsOf("StoragePool")).toMatchObject({ name: "vfio", path: "/var/lib/libvirt/vfio" });
    expect(inputsOf("Volume")).toMatchObject({
      pool: "vfio",
      name: "win11-system.qcow2",
      capacity: "100 GiB",
    });
    expect(inputsOf("Domain")).toMatchObject({
      name: "win11",
      hostdevs: ["0000:01:00.0", "0000:01:00.1"],
      sharedMemory: [{ name: "looking-glass", size: "32 MiB" }],
      disks: [
        { file: "/var/lib/libvirt/vfio/win11-system.qcow2", format: "qcow2", bootOrder: 1 },
        { file: "/isos/win11.iso", device: "cdrom" },
      ],
    });
  });

  test.each([
    [undefined, false],
    [true, true],
  ])("a disk with adopt %j makes a volume with adopt %j", async (adopt, expected) => {
    const disks = [{ name: "system", capacity: "100 GiB", adopt }];
    await workstation({ connection: { host: "ws1" }, guest: { ...guest, disks } });
    expect(inputsOf("Volume")).toMatchObject({ adopt: expected });
    expect(inputsOf("Domain").disks).toEqual([expect.not.objectContaining({ adopt: expect.anything() })]);
  });

  test("Looking Glass can be left out", async () => {
    await workstation({ connection: { host: "ws1" }, guest: { ...guest, lookingGlass: false } });
    expect(inputsOf("Domain").sharedMemory).toEqual([]);
  });

  test.each([true, false])("a guest awaits the reboot that a person has to make: %s", async (required) => {
    rebootRequired = required;
    await workstation({ connection: { host: "ws1" }, guest });
    expect(inputsOf("Domain").awaitsReboot).toBe(required);
  });

  test("everything is on the host of the connection", async () => {
    await workstation({
      connection: { host: "ws1" },
      guest: { ...guest, disks: [{ name: "a", capacity: "1 GiB" }] },
    });
    const others = registered.filter(
      ({ type }) => type.startsWith("vfio:index:") && !type.endsWith(":Workstation"),
    );
    expect(others).toHaveLength(5);
    for (const { provider } of others) expect(provider).toContain("pulumi:providers:vfio::ws1::ws1-id");
  });
});

test("the summary says what is held and what waits", async () => {
  const { summary } = await workstation({ connection: { host: "ws1" }, guest });
  expect(await settled(summary)).toEqual([
    "IOMMU: on",
    "kernel command line has: iommu=pt",
    "0000:01:00.0 [10de:1b80], 0000:01:00.1 [10de:10f0]: held by vfio-pci",
    "pool vfio: /var/lib/libvirt/vfio",
    "guest win11: running, restart pending: it still runs with its older definition",
  ]);
});

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
  ])("are refused with %j", async (connection, message) => {
    const { commandConnection } = await import("../../../components/command-connection.ts");
    expect(() => commandConnection(connection)).toThrow(message);
    expect(() => commandConnection(connection)).toThrow(pulumi.RunError);
  });
});

async function workstation(args: WorkstationArgs): Promise<Workstation> {
  const made = new Workstation("ws1", args);
  await pulumi.runtime.disconnect();
  return made;
}

function types(): readonly string[] {
  const made = registered.filter(({ type }) => type !== "vfio:index:Workstation");
  return made.map(({ type }) =>
    type === "pulumi:providers:vfio" ? "Provider" : (type.split(":").at(-1) ?? ""),
  );
}

function inputsOf(kind: string): Readonly<Record<string, unknown>> {
  const found = registered.find(({ type }) => type === `vfio:index:${kind}`);
  if (found === undefined) throw new Error(`no ${kind} was registered`);
  return found.inputs;
}

function outputsOf(type: string): Readonly<Record<string, unknown>> {
  if (type === "vfio:index:Domain") return { status: "running", pendingRestart: true, waitingFor: [] };
  if (type !== "vfio:index:HostKernel") return {};
  return {
    functions: { "0000:01:00.0": "10de:1b80", "0000:01:00.1": "10de:10f0" },
    addresses: ["0000:01:00.0", "0000:01:00.1"],
    commandLine: { iommu: "pt" },
    iommu: "on",
    rebootRequired,
    rebootReasons: [],
  };
}

function unsecret(value: unknown): unknown {
  return typeof value === "object" && value !== null && "value" in value ? value.value : value;
}

function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
