import { afterAll, beforeAll, expect, test } from "vitest";
import { parseVariants } from "../../lab/index.ts";
import { type Checkout, makeCheckout } from "../driver/checkout.ts";
import { CARD, type Lab, openLab } from "../lab/lab.ts";
import { differences, type Manifest, readManifest } from "../lab/manifest.ts";
import { type LabStack, makeStack } from "../lab/stack.ts";

/**
 * A workstation whose /boot is on LVM: GRUB reads its configuration there and can write nothing, so the word
 * that starts a trial is on the EFI partition. The tests build on each other.
 */
let checkout: Checkout;
let lab: Lab;
let stack: LabStack;
let pristine: Manifest;
let boot: string;

beforeAll(async () => {
  checkout = await makeCheckout("lvm-boot");
  lab = await openLab(checkout, "ws1", parseVariants(["lvm-boot"]));
  pristine = await readManifest(lab);
  boot = await lab.bootId();
  stack = await makeStack(checkout, "ws1");
  await stack.set("kernel.reboot", "auto");
});

afterAll(() => checkout?.close());

test("GRUB has started it from the logical volume", async () => {
  expect(
    await lab.root("findmnt -n -o SOURCE,FSTYPE /boot; grub-probe --target=abstraction /boot/grub"),
  ).toMatch(/^\/dev\/mapper\/lab-boot +ext4\nlvm/);
  expect(await lab.root("cat /proc/cmdline")).toMatch(/BOOT_IMAGE=\/vmlinuz-/);
});

test("a preview says where GRUB keeps its word, and why", async () => {
  const { code, stdout } = await stack.run("preview");
  expect(code).toBe(0);
  expect(stdout).toContain(
    "GRUB starts it once and keeps that on the EFI partition, because it cannot write to /boot/grub (LVM or encryption)",
  );
  expect(differences(pristine, await readManifest(lab))).toEqual([]);
});

test("up binds the card through a trial with one reboot, and nothing of the trial is left", async () => {
  const { code, stdout } = await stack.up();
  expect(code).toBe(0);
  expect(stdout).toContain("arming the trial boot");
  expect(await boots()).toBe(2);
  expect(await lab.drivers(CARD)).toEqual({ [CARD[0]]: "vfio-pci", [CARD[1]]: "vfio-pci" });
  expect(await lab.root("cat /proc/cmdline")).toContain("pulumi_vfio_trial=");
  const added = differences(pristine, await readManifest(lab));
  for (const path of ["/boot/efi", "custom.cfg", "grubenv", "pulumi-vfio.env", "trial"])
    expect(added.filter((line) => line.includes(path))).toEqual([]);
  expect((await stack.run("preview", "--expect-no-changes")).code).toBe(0);
  boot = await lab.bootId();
});

test("destroy gives the host back byte for byte through a trial, too", async () => {
  const { code, stdout } = await stack.run("destroy", "--yes", "--skip-preview");
  expect(code).toBe(0);
  expect(stdout).toContain("arming the trial boot");
  expect(differences(pristine, await readManifest(lab))).toEqual([]);
  expect(await boots()).toBe(3);
  expect(await lab.bootId()).not.toBe(boot);
  expect(await lab.drivers(CARD)).toEqual({ [CARD[0]]: "bochs-drm", [CARD[1]]: "snd_hda_intel" });
});

/** How often it was started, the first boot of all among it. */
async function boots(): Promise<number> {
  return Number(await lab.root("journalctl --list-boots --quiet | wc -l"));
}
