import { afterAll, beforeAll, expect, test } from "vitest";
import type { CommandResult } from "../../toolchain/local/command.ts";
import { type Checkout, makeCheckout } from "../driver/checkout.ts";
import { guestSeenOnSerial } from "./guest.ts";
import { CARD, type Lab, openLab } from "./lab.ts";
import { differences, type Manifest, readManifest } from "./manifest.ts";

/**
 * The README's first command in a checkout of its own, from a fresh workstation to one restored; the tests
 * build on each other.
 */
let checkout: Checkout;
let lab: Lab;
let pristine: Manifest;
let configured: Manifest;
const boots: string[] = [];
const DROP_IN = "/etc/default/grub.d/90-pulumi-vfio.cfg";
const TOKEN = "vfio_bind=0000:01:00.0@1234:1111,0000:01:00.1@8086:293e";
const TRACES =
  "ls -d /var/lib/pulumi-vfio/trial* /boot/grub/custom.cfg /boot/grub/pulumi-vfio* /boot/vfio/trial* /etc/systemd/system/pulumi-vfio* 2>/dev/null || :";
const ORIGINAL = { "0000:01:00.0": "bochs-drm", "0000:01:00.1": "snd_hda_intel" };
const BOUND = { "0000:01:00.0": "vfio-pci", "0000:01:00.1": "vfio-pci" };

beforeAll(async () => {
  checkout = await makeCheckout("main-job");
  lab = await openLab(checkout, "dev");
  pristine = await readManifest(lab);
  boots.push(await lab.bootId());
});

afterAll(() => checkout?.close());

test("the workstation starts as the tests assume, with the display's own driver in its initramfs", async () => {
  expect(await lab.drivers(CARD)).toEqual(ORIGINAL);
  expect(await lab.root('lsinitramfs "/boot/initrd.img-$(uname -r)"')).toMatch(/\/bochs\.ko/);
});

test("a preview names everything, and changes nothing", async () => {
  const { code, stdout } = await up(["--preview-only"]);
  expect(code).toBe(0);
  for (const text of [
    DROP_IN,
    "/etc/kernel/postinst.d/",
    "/boot/vfio/early.cpio",
    `+ ${TOKEN}`,
    "+ iommu=pt",
    "reboot required:",
    "trial boot: the new configuration is started once",
    "0000:01:00.0 [1234:1111]",
    "0000:01:00.1 [8086:293e]",
    "/var/lib/libvirt/vfio",
    "proof-system.qcow2",
    "domain proof",
  ]) {
    expect(stdout).toContain(text);
  }
  expect(differences(pristine, await readManifest(lab))).toEqual([]);
  expect(await lab.bootId()).toBe(boots.at(-1));
});

test("one command brings the workstation there with one reboot", async () => {
  const { code, stdout } = await up();
  expect(code).toBe(0);
  expect(stdout).toContain("0000:01:00.0 [1234:1111], 0000:01:00.1 [8086:293e]: bound to vfio-pci");
  expect(stdout).toContain("guest proof: running");
  boots.push(await lab.bootId());
  expect(await bootsOfTheJournal()).toBe(2);
  expect(await lab.root("cat /proc/cmdline")).toMatch(/ pulumi_vfio_trial=[0-9a-f]{8} /);
  expect(await lab.root(TRACES)).toBe("");
  expect(await lab.drivers(CARD)).toEqual(BOUND);
  expect(await lab.drivers(["0000:00:01.0"])).toEqual({ "0000:00:01.0": "bochs-drm" });
  expect(await lab.root("cat /proc/cmdline")).toContain(TOKEN);
  expect(await lab.root("stat -c %s /dev/shm/looking-glass")).toBe("33554432\n");
});

test("the same command again does nothing, and says so", async () => {
  const { code, stdout } = await up();
  expect(code).toBe(0);
  expect(stdout).toContain("Nothing to do: everything was up to date");
  expect(await lab.bootId()).toBe(boots.at(-1));
});

test("the guest sees both functions in one slot, and the shared memory", async () => {
  const functions = await guestSeenOnSerial(lab, "proof", "/var/log/libvirt/qemu/proof-serial.log");
  const display = functions.find(({ ids }) => ids === "1234:1111");
  const audio = functions.find(({ ids }) => ids === "8086:293e");
  expect(display?.fn).toBe("0");
  expect(audio).toEqual({ slot: display?.slot, fn: "1", ids: "8086:293e" });
  expect(functions.map(({ ids }) => ids)).toContain("1af4:1110");
});

test("a guest that has powered itself off as it should is no drift", async () => {
  const { code, stdout } = await pulumi(["preview", "--expect-no-changes"]);
  expect(stdout).not.toMatch(/\d+ to (create|update|replace|delete)/);
  expect(code).toBe(0);
  configured = await readManifest(lab);
});

test("plain preview shows what was changed by hand, and up repairs it without a reboot", async () => {
  await lab.root(`sed -i 's/iommu=pt//' ${DROP_IN}`);
  await lab.root(`update-grub 2>&1; echo ${CARD[1]} > /sys/bus/pci/drivers/vfio-pci/unbind`);
  await lab.root("virsh --connect qemu:///system pool-destroy vfio");
  const preview = await pulumi(["preview"]);
  expect(preview.stdout).toMatch(/HostKernel.*update.*\[diff: .*(commandLine|files)/);
  expect(preview.stdout).toMatch(/StoragePool.*update/);
  expect(preview.stdout).toContain(CARD[1]);
  expect(await lab.drivers(CARD)).toEqual({ ...BOUND, [CARD[1]]: "none" });
  const repaired = await up();
  expect(repaired.code).toBe(0);
  expect(differences(configured, await readManifest(lab))).toEqual([]);
  expect(await lab.drivers(CARD)).toEqual(BOUND);
  expect(await lab.bootId()).toBe(boots.at(-1));
  expect((await pulumi(["preview", "--expect-no-changes"])).code).toBe(0);
});

test("destroy gives the host back byte for byte, and keeps the data", async () => {
  const { code, stdout } = await pulumi(["destroy", "--yes", "--skip-preview"]);
  expect(stdout).not.toContain("error:");
  expect(code).toBe(0);
  expect(await lab.bootId()).not.toBe(boots.at(-1));
  expect(differences(pristine, await readManifest(lab))).toEqual([]);
  expect(await lab.drivers(CARD)).toEqual(ORIGINAL);
  expect(await lab.root("cat /proc/cmdline")).not.toContain("vfio_bind");
  expect(await lab.root("ls /var/lib/libvirt/vfio")).toBe("proof-system.qcow2\n");
  expect(await lab.root("ls -d /var/lib/pulumi-vfio /usr/local/lib/pulumi-vfio 2>&1 || :")).not.toMatch(
    /^\//m,
  );
});

function up(options: readonly string[] = []): Promise<CommandResult> {
  return shown(checkout.npm(["run", "up", ...(options.length > 0 ? ["--", ...options] : [])]));
}

function pulumi(args: readonly string[]): Promise<CommandResult> {
  return shown(checkout.pulumi([...args, "--stack", "dev", "--non-interactive"]));
}

/** The outputs belong into the log: they are what went wrong when an expectation fails. */
async function shown(running: Promise<CommandResult>): Promise<CommandResult> {
  const result = await running;
  console.log(`${result.stdout}${result.stderr}`);
  return result;
}

async function bootsOfTheJournal(): Promise<number> {
  const list = await lab.root("journalctl --list-boots --quiet | wc -l");
  return Number(list);
}
