import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseVariants } from "../../lab/machine/variants.ts";
import type { CommandResult } from "../../toolchain/command.ts";
import { type Checkout, makeCheckout } from "../driver/checkout.ts";
import { guestSeenOnSerial } from "./guest.ts";
import { CARD, type Lab, openLab } from "./lab.ts";
import { differences, type Manifest, readManifest } from "./manifest.ts";

/** Two workstations as two stacks; the second has an IOMMU with fewer address bits than its processor. The tests build on each other. */
let checkout: Checkout;
let ws1: Lab;
let ws2: Lab;
let pristine: Manifest;
let boots: readonly string[];
const SERIAL = "/var/log/libvirt/qemu/narrow-serial.log";

beforeAll(async () => {
  checkout = await makeCheckout("two-hosts");
  ws1 = await openLab(checkout, "ws1");
  ws2 = await openLab(checkout, "ws2", parseVariants(["narrow-iommu"]));
  pristine = await readManifest(ws1);
  boots = [await ws1.bootId(), await ws2.bootId()];
  for (const name of ["ws1", "ws2"]) {
    await ok(["stack", "init", name]);
    await set(name, "connection.host", name);
    await set(name, "connection.sshConfigFile", ".lab/ssh_config");
  }
  await set("ws2", "kernel.reboot", "auto");
  const guest = {
    name: "narrow",
    memory: "256 MiB",
    vcpus: 1,
    power: "once",
    kernel: "/var/lib/lab-guest/vmlinuz",
    initrd: "/var/lib/lab-guest/initrd",
    commandLine: "console=ttyS0",
    graphics: "none",
  };
  for (const [name, value] of Object.entries(guest)) await set("ws2", `guest.${name}`, String(value));
  await set("ws2", "guest.serial.file", SERIAL);
});

afterAll(() => checkout?.close());

test("each stack's preview is about its own host", async () => {
  const previews = await Promise.all(["ws1", "ws2"].map((stack) => pulumi(["preview", "--stack", stack])));
  for (const { code, stdout } of previews) {
    expect(code).toBe(0);
    expect(stdout).toContain("reboot required: because");
  }
  expect(previews[0]?.stdout).not.toContain("domain narrow");
  expect(previews[1]?.stdout).toContain("domain narrow");
});

test("without consent to a reboot, the configuration is written and the reboot is said to be required", async () => {
  const { code, stdout } = await pulumi(["up", "--yes", "--skip-preview", "--stack", "ws1"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/warning: reboot required: because/);
  expect(JSON.parse((await ok(["stack", "output", "--json", "--stack", "ws1"])).stdout)).toMatchObject({
    rebootRequired: true,
  });
  expect(await ws1.bootId()).toBe(boots[0]);
  expect((await ws1.drivers(CARD))[CARD[0]]).toBe("bochs-drm");
  expect(await ws2.bootId()).toBe(boots[1]);
});

test("Ctrl-C during the reboot stops within seconds, the state says what is pending, and the next up goes on", async () => {
  const running = checkout.startPulumi([
    "up",
    "--yes",
    "--skip-preview",
    "--stack",
    "ws2",
    "--non-interactive",
  ]);
  await running.said("waiting for the host to come back");
  const interrupted = performance.now();
  running.interrupt();
  const { code, output } = await running.ended;
  console.log(output);
  expect(performance.now() - interrupted).toBeLessThan(30_000);
  expect(code).not.toBe(0);
  const kernel = await resource("ws2", "vfio:index:HostKernel");
  expect(kernel?.outputs).toMatchObject({ rebootRequired: true });
  expect(kernel?.initErrors?.join()).toMatch(/reboot/);
  await ws2Back();
  const { code: again, stdout } = await pulumi(["up", "--yes", "--skip-preview", "--stack", "ws2"]);
  expect(stdout).toContain("0000:01:00.0 [1234:1111], 0000:01:00.1 [8086:293e]: held by vfio-pci");
  expect(again).toBe(0);
  expect(Number(await ws2.root("journalctl --list-boots --quiet | wc -l"))).toBe(2);
});

test("the guest's addresses are limited to what the IOMMU can map, and it sees its card", async () => {
  expect(await ws2.root("virsh --connect qemu:///system dumpxml narrow")).toMatch(
    /<maxphysaddr mode='emulate' bits='39'\/>|phys-bits=39/,
  );
  const functions = await guestSeenOnSerial(ws2, "narrow", SERIAL);
  expect(functions.map(({ ids }) => ids)).toEqual(
    expect.arrayContaining(["1234:1111", "8086:293e", "1af4:1110"]),
  );
});

test("a host with another key is refused, and the state stays", async () => {
  const knownHosts = ws2.instance.knownHostsFile;
  const right = await readFile(knownHosts, "utf8");
  const before = await ok(["stack", "export", "--stack", "ws2"]);
  try {
    const other = (await readFile(ws1.instance.knownHostsFile, "utf8")).split(" ").slice(1).join(" ");
    await writeFile(knownHosts, `${right.split(" ")[0]} ${other}`);
    const { code, stdout } = await pulumi(["up", "--yes", "--skip-preview", "--stack", "ws2"]);
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/The host's key/);
    expect(stdout).toContain("SHA256:");
  } finally {
    await writeFile(knownHosts, right);
  }
  const after = await ok(["stack", "export", "--stack", "ws2"]);
  expect(resourcesOf(after.stdout)).toEqual(resourcesOf(before.stdout));
});

test("a user without sudo is told so; with its password it works, and the password is nowhere", async () => {
  await set("ws1", "connection.user", "pw");
  const { code, stdout } = await pulumi(["preview", "--stack", "ws1"]);
  expect(code).not.toBe(0);
  expect(stdout).toMatch(/sudo/);
  await ok([
    "config",
    "set",
    "--secret",
    "--path",
    "connection.sudoPassword",
    "workstation",
    "--stack",
    "ws1",
  ]);
  const allowed = await pulumi(["preview", "--stack", "ws1"]);
  expect(allowed.code).toBe(0);
  expect(allowed.stdout).not.toContain('workstation"');
  const settings = await readFile(join(checkout.dir, "Pulumi.ws1.yaml"), "utf8");
  expect(settings).not.toContain("sudoPassword: workstation");
});

test("destroying one stack gives its host back, without a reboot where nothing was in effect yet", async () => {
  const { code } = await pulumi(["destroy", "--yes", "--skip-preview", "--stack", "ws1"]);
  expect(code).toBe(0);
  expect(differences(pristine, await readManifest(ws1))).toEqual([]);
  expect(await ws1.bootId()).toBe(boots[0]);
  expect(await ws2.drivers(CARD)).toEqual({ [CARD[0]]: "vfio-pci", [CARD[1]]: "vfio-pci" });
});

test("a host that is switched off is a clear error, and nothing is forgotten", async () => {
  const before = await ok(["stack", "export", "--stack", "ws2"]);
  await ws2.instance.stop({ now: true });
  const { code, stdout } = await pulumi(["up", "--yes", "--skip-preview", "--stack", "ws2"]);
  expect(code).not.toBe(0);
  expect(stdout).toContain("ws2");
  const after = await ok(["stack", "export", "--stack", "ws2"]);
  expect(resourcesOf(after.stdout)).toEqual(resourcesOf(before.stdout));
});

interface StateResource {
  readonly type: string;
  readonly urn: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly initErrors?: readonly string[];
}

function resourcesOf(state: string): readonly string[] {
  return stateOf(state).map(({ urn }) => urn);
}

function stateOf(text: string): readonly StateResource[] {
  const { deployment } = JSON.parse(text) as { deployment: { resources?: readonly StateResource[] } };
  return deployment.resources ?? [];
}

async function resource(stack: string, type: string): Promise<StateResource | undefined> {
  const { stdout } = await ok(["stack", "export", "--stack", stack]);
  return stateOf(stdout).find((candidate) => candidate.type === type);
}

/** The lab's own login waits as long as it takes. */
async function ws2Back(): Promise<void> {
  ws2 = await openLab(checkout, "ws2");
}

async function set(stack: string, path: string, value: string): Promise<void> {
  await ok(["config", "set", "--path", path, value, "--stack", stack]);
}

async function ok(args: readonly string[]): Promise<CommandResult> {
  const result = await checkout.pulumi(["--non-interactive", ...args]);
  if (result.code !== 0) throw new Error(`pulumi ${args.join(" ")}:\n${result.stdout}${result.stderr}`);
  return result;
}

/** The outputs belong into the log: they are what went wrong when an expectation fails. */
async function pulumi(args: readonly string[]): Promise<CommandResult> {
  const result = await checkout.pulumi(["--non-interactive", ...args]);
  console.log(`${result.stdout}${result.stderr}`);
  return result;
}
