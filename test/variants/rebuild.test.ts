import { afterAll, beforeAll, expect, test } from "vitest";
import { type Checkout, makeCheckout } from "../driver/checkout.ts";
import { CARD, type Lab, openLab } from "../lab/lab.ts";
import { differences, type Manifest, readManifest } from "../lab/manifest.ts";
import { type LabStack, makeStack } from "../lab/stack.ts";

/**
 * A workstation whose own images carry the bind script instead of an overlay initrd. The tests build on each
 * other.
 */
let checkout: Checkout;
let lab: Lab;
let stack: LabStack;
let pristine: Manifest;
let boot: string;
const TOKEN = "vfio_bind=0000:01:00.0@1234:1111,0000:01:00.1@8086:293e";
const ORIGINAL = { [CARD[0]]: "bochs-drm", [CARD[1]]: "snd_hda_intel" };
const BOUND = { [CARD[0]]: "vfio-pci", [CARD[1]]: "vfio-pci" };

beforeAll(async () => {
  checkout = await makeCheckout("rebuild");
  lab = await openLab(checkout, "ws1");
  pristine = await readManifest(lab);
  boot = await lab.bootId();
  stack = await makeStack(checkout, "ws1");
  await stack.set("kernel.binding", "rebuild");
  await stack.set("kernel.reboot", "auto");
});

afterAll(() => checkout?.close());

test("a preview says which images are made anew, and changes nothing", async () => {
  const { code, stdout } = await stack.run("preview");
  expect(code).toBe(0);
  expect(stdout).toMatch(/initramfs \/boot\/initrd\.img-\S+ is rebuilt for kernel/);
  expect(stdout).toContain("because you have asked for it (binding: rebuild)");
  expect(stdout).not.toContain("early.cpio is built");
  expect(stdout).toMatch(/trial boot: [\s\S]*its image is made first, by initramfs-tools/);
  expect(differences(pristine, await readManifest(lab))).toEqual([]);
});

test("one reboot later the functions are held, by what is in the host's own image", async () => {
  const { code, stdout } = await stack.up();
  expect(code).toBe(0);
  expect(stdout).toContain("taking the image that was tried");
  expect(await lab.bootId()).not.toBe(boot);
  boot = await lab.bootId();
  expect(await lab.root("cat /proc/cmdline")).toContain("pulumi_vfio_trial=");
  expect(await lab.drivers(CARD)).toEqual(BOUND);
  expect(await lab.drivers(["0000:00:01.0"])).toEqual({ "0000:00:01.0": "bochs-drm" });
  expect(await lab.root("cat /proc/cmdline")).toContain(TOKEN);
  expect(await lab.root("ls /boot/vfio 2>&1 || :")).toMatch(/No such file/);
  expect(await lab.root("lsinitramfs /boot/initrd.img-$(uname -r) | grep -x vfio/bind")).toBe("vfio/bind\n");
  expect((await stack.run("preview", "--expect-no-changes")).code).toBe(0);
});

test("destroy gives the host and its images back byte for byte", async () => {
  const { code, stdout } = await stack.run("destroy", "--yes", "--skip-preview");
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /copying an image for the trial: \/var\/lib\/pulumi-vfio\/base\/images\/boot\/initrd\.img-/,
  );
  expect(await lab.bootId()).not.toBe(boot);
  expect(await lab.root("cat /proc/cmdline")).toContain("pulumi_vfio_trial=");
  expect(differences(pristine, await readManifest(lab))).toEqual([]);
  expect(await lab.drivers(CARD)).toEqual(ORIGINAL);
  expect(await lab.root("ls -d /var/lib/pulumi-vfio /usr/local/lib/pulumi-vfio 2>&1 || :")).not.toMatch(
    /^\//m,
  );
});
