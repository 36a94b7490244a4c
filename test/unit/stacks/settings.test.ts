import { describe, expect, test } from "vitest";
import { parseSettings, type Settings } from "../../../stacks/settings.ts";

const connection = { host: "ws1" };
const read = (settings: Readonly<Record<string, unknown>>): Settings => {
  const config = Object.entries(settings).map(([key, value]) => [
    `pulumi-vfio:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return parseSettings(Object.fromEntries(config), "pulumi-vfio", "/project");
};

test.each<[string, Readonly<Record<string, unknown>>, readonly RegExp[]]>([
  ["no host", {}, [/^pulumi-vfio:connection: is missing/]],
  ["an empty connection", { connection: {} }, [/^pulumi-vfio:connection\.host: is missing/]],
  [
    "an unknown setting",
    { connection, gest: {} },
    [/^pulumi-vfio:gest: there is no such property; did you mean guest\?/],
  ],
  [
    "an unknown setting further in",
    { connection, kernel: { device: ["auto"] } },
    [/^pulumi-vfio:kernel\.device: there is no such property; did you mean devices\?/],
  ],
  [
    "a size without unit",
    { connection, guest: { name: "win11", memory: "16", vcpus: 4 } },
    [/^pulumi-vfio:guest\.memory: must be /],
  ],
  [
    "a disk's size without unit",
    {
      connection,
      guest: { name: "win11", memory: "16 GiB", vcpus: 4, disks: [{ name: "c", capacity: "100" }] },
    },
    [/^pulumi-vfio:guest\.disks\[0\]\.capacity: must be /],
  ],
  [
    "an image with a volume's setting",
    {
      connection,
      guest: { name: "w", memory: "1 GiB", vcpus: 1, disks: [{ file: "/a.iso", deleteData: true }] },
    },
    [/^pulumi-vfio:guest\.disks\[0\]\.deleteData: there is no such property/],
  ],
  [
    "what a person may not set",
    { connection, kernel: { files: {} } },
    [/^pulumi-vfio:kernel\.files: there is no such property/],
  ],
  [
    "a host that looks like an option",
    { connection: { host: "-oProxyCommand=x" } },
    [/connection\.host: must be one word/],
  ],
  [
    "everything at once",
    { connection: { port: 0 }, kernel: { reboot: "yes" }, guest: { name: "w", vcpus: 0 } },
    [/connection\.host/, /connection\.port/, /kernel\.reboot/, /guest\.memory/, /guest\.vcpus/],
  ],
])("%s is refused with its path", (_, settings, problems) => {
  const result = read(settings);
  if (!("problems" in result)) throw new Error("these settings were accepted");
  for (const problem of problems) expect(result.problems).toContainEqual(expect.stringMatching(problem));
  expect(result.problems).toHaveLength(problems.length);
});

describe("own commands", () => {
  const commands = { before: [{ name: "stop", create: "systemctl stop gdm" }] };
  const hostKey = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
  const straight = { host: "ws1", proxyJump: "none" };

  test.each<[string, Readonly<Record<string, unknown>>, readonly RegExp[]]>([
    [
      "without a host key",
      { commands, connection: straight },
      [/hostKey: own commands need the host's public key/],
    ],
    [
      "with a fingerprint",
      { commands, connection: { ...straight, hostKey: `SHA256:${"A".repeat(43)}` } },
      [/hostKey: own commands need the host's public key/],
    ],
    [
      "with what is no key",
      { commands, connection: { ...straight, hostKey: "x" } },
      [/hostKey: must be a key/],
    ],
    [
      "through a jump host, and without a key",
      { commands, connection: { host: "ws1", proxyJump: "ops@gate" } },
      [/hostKey: own commands/, /proxyJump: own commands cannot go through a jump host \(ops@gate:22\)/],
    ],
    [
      "beside other problems",
      { commands, connection: { ...straight, port: 0 }, gest: {} },
      [/connection\.port: /, /gest: /, /hostKey: own commands/],
    ],
    [
      "with an ssh configuration that is not there",
      { commands, connection: { ...straight, hostKey, sshConfigFile: "nowhere" } },
      [/connection: The ssh configuration file \/project\/nowhere cannot be read/],
    ],
  ])("%s are refused with the path", (_, settings, problems) => {
    const result = read(settings);
    if (!("problems" in result)) throw new Error("these settings were accepted");
    for (const problem of problems) expect(result.problems).toContainEqual(expect.stringMatching(problem));
    expect(result.problems).toHaveLength(problems.length);
    for (const problem of result.problems) expect(problem).toMatch(/^pulumi-vfio:\S+: /);
  });

  test.each([
    ["with the public key", { commands, connection: { ...straight, hostKey } }],
    ["that are an empty list", { commands: { after: [] }, connection: straight }],
  ])("%s are accepted", (_, settings) => {
    expect(read(settings)).toEqual({ values: settings });
  });
});

test("a secret is not repeated", () => {
  const result = read({ connection: { host: "ws1", sudoPassword: "hunter2\nhunter3", passwort: "hunter4" } });
  expect(JSON.stringify(result)).toMatch(/sudoPassword: .*passwort/);
  expect(JSON.stringify(result)).not.toMatch(/hunter/);
});

test("a host is enough", () => {
  expect(read({ connection })).toEqual({ values: { connection } });
});

test("the connection's files are meant from the project's folder", () => {
  const files = {
    sshConfigFile: ".lab/ssh_config",
    identityFile: "~/.ssh/key",
    knownHostsFile: "/etc/known",
  };
  expect(read({ connection: { host: "ws1", ...files } })).toEqual({
    values: { connection: { host: "ws1", ...files, sshConfigFile: "/project/.lab/ssh_config" } },
  });
});

test("keys of other programs are for others", () => {
  expect(
    parseSettings({ "pulumi-vfio:connection": '{"host":"a"}', "aws:region": "x" }, "pulumi-vfio", "/"),
  ).toEqual({
    values: { connection: { host: "a" } },
  });
});

test("a text that looks like a number at its start stays a text", () => {
  expect(read({ connection: { host: "ws1", password: "12345" } })).toHaveProperty(
    "values.connection.password",
    "12345",
  );
});

test("numbers of the kernel's settings are the texts that they are written as", () => {
  const kernel = {
    sysctl: { "vm.swappiness": 10 },
    modprobe: { nvme: { poll_queues: 4 } },
    commandLine: { "kvm.halt_poll_ns": 0, quirk: true },
    isolateCpus: 3,
    rebootTimeout: 60,
  };
  expect(read({ connection, kernel })).toMatchObject({
    values: {
      kernel: {
        sysctl: { "vm.swappiness": "10" },
        modprobe: { nvme: { poll_queues: "4" } },
        commandLine: { "kvm.halt_poll_ns": "0", quirk: true },
        isolateCpus: "3",
        rebootTimeout: 60,
      },
    },
  });
});
