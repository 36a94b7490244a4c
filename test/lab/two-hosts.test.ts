import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseVariants } from "../../lab/index.ts";
import { type Checkout, makeCheckout } from "../driver/checkout.ts";
import { loseConnection } from "./connection.ts";
import { guestSeenOnSerial } from "./guest.ts";
import { CARD, type Lab, openLab } from "./lab.ts";
import { differences, type Manifest, readManifest } from "./manifest.ts";
import { type LabStack, makeStack } from "./stack.ts";

/**
 * Two workstations as two stacks; the first lacks the firmware for guests, the second has an IOMMU with fewer
 * address bits than its processor. The tests build on each other.
 */
let checkout: Checkout;
let ws1: Lab;
let ws2: Lab;
let first: LabStack;
let second: LabStack;
let pristine: Manifest;
let boots: readonly string[];
const SERIAL = "/var/log/libvirt/qemu/narrow-serial.log";
const FIRMWARE = "ls /usr/share/OVMF/OVMF_CODE.fd 2>&1 || :";
const BOUND = { [CARD[0]]: "vfio-pci", [CARD[1]]: "vfio-pci" };
const GUEST = {
  name: "narrow",
  memory: "256 MiB",
  vcpus: "1",
  power: "once",
  kernel: "/var/lib/lab-guest/vmlinuz",
  initrd: "/var/lib/lab-guest/initrd",
  commandLine: "console=ttyS0",
  graphics: "none",
  "serial.file": SERIAL,
};

beforeAll(async () => {
  checkout = await makeCheckout("two-hosts");
  ws1 = await openLab(checkout, "ws1", parseVariants(["without-package=ovmf"]));
  ws2 = await openLab(checkout, "ws2", parseVariants(["narrow-iommu"]));
  pristine = await readManifest(ws1);
  boots = [await ws1.bootId(), await ws2.bootId()];
  first = await makeStack(checkout, "ws1");
  second = await makeStack(checkout, "ws2");
  await first.set("packages.removeOnDestroy", "true");
  await second.set("kernel.reboot", "auto");
  for (const [name, value] of Object.entries(GUEST)) await second.set(`guest.${name}`, value);
});

afterAll(() => checkout?.close());

test("each stack's preview is about its own host", async () => {
  const [one, two] = await Promise.all([first.run("preview"), second.run("preview")]);
  expect([one.code, two.code]).toEqual([0, 0]);
  for (const { stdout } of [one, two]) expect(stdout).toContain("reboot required:");
  expect(one.stdout).not.toContain("domain narrow");
  expect(two.stdout).toContain("domain narrow");
  expect(one.stdout).toMatch(/install .*ovmf/);
  expect(two.stdout).toContain("all packages are installed");
  expect(await ws1.root(FIRMWARE)).toMatch(/No such file/);
});

test("without consent to a reboot, all is installed and written, and the reboot is said to be required", async () => {
  const { code, stdout } = await first.up();
  expect(code).toBe(0);
  expect(stdout).toMatch(/warning: reboot required:/);
  expect(await first.outputs()).toMatchObject({ rebootRequired: true });
  expect(await ws1.root(FIRMWARE)).toBe("/usr/share/OVMF/OVMF_CODE.fd\n");
  expect(await ws1.bootId()).toBe(boots[0]);
  expect((await ws1.drivers(CARD))[CARD[0]]).toBe("bochs-drm");
  expect(await ws2.bootId()).toBe(boots[1]);
});

test("a connection that is lost in the middle of a change is an error soon, and the next up goes on", async () => {
  const running = second.startUp();
  await running.said("staging the trial boot");
  await loseConnection(ws2);
  const lost = performance.now();
  const { code, output } = await running.ended;
  console.log(output);
  expect(performance.now() - lost).toBeLessThan(60_000);
  expect(code).not.toBe(0);
  expect(output).toContain("The connection to the host was lost");
  expect(output).toMatch(/Host: ops@ws2/);
  expect(output).not.toMatch(/\n\s+at /);
  expect(await ws2.bootId()).toBe(boots[1]);
});

test("Ctrl-C during the reboot stops within seconds, the state says what is pending, and the next up goes on", async () => {
  const running = second.startUp();
  await running.said("waiting for the host to come back");
  const interrupted = performance.now();
  running.interrupt();
  const { code, output } = await running.ended;
  console.log(output);
  expect(performance.now() - interrupted).toBeLessThan(30_000);
  expect(code).not.toBe(0);
  const kernel = (await second.resources()).find(({ type }) => type === "vfio:index:HostKernel");
  expect(kernel?.outputs).toMatchObject({ rebootRequired: true });
  expect(kernel?.initErrors?.join()).toMatch(/Stopped during the reboot into the trial/);
  // The lab's own login waits as long as the boot takes.
  ws2 = await openLab(checkout, "ws2");
  const { code: again, stdout } = await second.up();
  expect(stdout).toContain("0000:01:00.0 [1234:1111], 0000:01:00.1 [8086:293e]: bound to vfio-pci");
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
  const before = await second.resources();
  try {
    const other = (await readFile(ws1.instance.knownHostsFile, "utf8")).split(" ").slice(1).join(" ");
    await writeFile(knownHosts, `${right.split(" ")[0]} ${other}`);
    const { code, stdout } = await second.up();
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/The host's key/);
    expect(stdout).toContain("SHA256:");
  } finally {
    await writeFile(knownHosts, right);
  }
  expect(await second.resources()).toEqual(before);
});

test("a user without sudo is told so; with its password it works, and the password is nowhere", async () => {
  await first.set("connection.user", "pw");
  const { code, stdout } = await first.run("preview");
  expect(code).not.toBe(0);
  expect(stdout).toMatch(/sudo/);
  await first.set("connection.sudoPassword", "workstation", { secret: true });
  const allowed = await first.run("preview");
  expect(allowed.code).toBe(0);
  expect(allowed.stdout).not.toContain('workstation"');
  const settings = await readFile(join(checkout.dir, "Pulumi.ws1.yaml"), "utf8");
  expect(settings).not.toContain("sudoPassword: workstation");
});

test("destroying one stack gives its host back, without a reboot where nothing was in effect yet", async () => {
  const { code } = await first.run("destroy", "--yes", "--skip-preview");
  expect(code).toBe(0);
  expect(differences(pristine, await readManifest(ws1))).toEqual([]);
  expect(await ws1.root(FIRMWARE)).toMatch(/No such file/);
  expect(await ws1.bootId()).toBe(boots[0]);
  expect(await ws2.drivers(CARD)).toEqual(BOUND);
});

test("a host that is switched off is a clear error, and nothing is forgotten", async () => {
  const before = await second.resources();
  await ws2.instance.stop({ now: true });
  const { code, stdout } = await second.up();
  expect(code).not.toBe(0);
  expect(stdout).toContain("ws2");
  expect(await second.resources()).toEqual(before);
});
