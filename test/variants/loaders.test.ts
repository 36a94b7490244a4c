import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseVariants } from "../../lab/index.ts";
import { type Checkout, makeCheckout } from "../driver/checkout.ts";
import { CARD, type Lab, openLab } from "../lab/lab.ts";
import { differences, type Manifest, readManifest } from "../lab/manifest.ts";
import { type LabStack, makeStack } from "../lab/stack.ts";

/** Workstations that are started by another boot loader, or whose initramfs another tool makes. The tests of each build on each other. */
const TOKEN = "vfio_bind=0000:01:00.0@1234:1111,0000:01:00.1@8086:293e";
const BOUND = { [CARD[0]]: "vfio-pci", [CARD[1]]: "vfio-pci" };
const ENTRIES = "/boot/efi/loader/entries";

describe.each([
  {
    variant: "systemd-boot",
    planned: [
      "boot loader entries of this system are edited",
      "/boot/efi/vfio/early.cpio",
      "/etc/kernel/install.d/91-pulumi-vfio.install",
    ],
    // What the package of a kernel runs when that is installed or its initramfs was made anew.
    renewed: `kernel-install add "$(uname -r)" "/boot/vmlinuz-$(uname -r)" "/boot/initrd.img-$(uname -r)" && cat ${ENTRIES}/*.conf`,
    entryOfRenewed: "initrd /vfio/early.cpio",
  },
  {
    variant: "dracut",
    planned: ["boot menu /boot/grub/grub.cfg is made anew", "/boot/vfio/early.cpio"],
    renewed: "update-grub 2>&1 && cat /boot/grub/grub.cfg",
    entryOfRenewed: "/boot/vfio/early.cpio /boot/initrd.img-",
  },
])("a workstation with $variant", ({ variant, planned, renewed, entryOfRenewed }) => {
  let checkout: Checkout;
  let lab: Lab;
  let stack: LabStack;
  let pristine: Manifest;
  let boot: string;

  beforeAll(async () => {
    checkout = await makeCheckout(variant);
    lab = await openLab(checkout, "ws1", parseVariants([variant]));
    pristine = await readManifest(lab);
    boot = await lab.bootId();
    stack = await makeStack(checkout, "ws1");
    await stack.set("kernel.reboot", "auto");
    await stack.set("kernel.vfioPci.disableIdleD3", "true");
    await stack.set("kernel.kvm.ignoreMsrs", "true");
    await stack.set('kernel.sysctl["vm.swappiness"]', "10");
    expect(await settingsOf(lab)).toEqual(BEFORE);
  });

  afterAll(() => checkout?.close());

  test("a preview names what is written and changes nothing", async () => {
    const { code, stdout } = await stack.run("preview");
    expect(code).toBe(0);
    for (const text of [...planned, TOKEN]) expect(stdout).toContain(text);
    expect(differences(pristine, await readManifest(lab))).toEqual([]);
  });

  test("up binds the card with one reboot, the same again does nothing", async () => {
    expect((await stack.up()).code).toBe(0);
    expect(await lab.bootId()).not.toBe(boot);
    boot = await lab.bootId();
    expect(await lab.drivers([...CARD, "0000:00:01.0"])).toEqual({ ...BOUND, "0000:00:01.0": "bochs-drm" });
    expect(await lab.root("cat /proc/cmdline")).toContain(TOKEN);
    expect(await settingsOf(lab)).toEqual({ disableIdleD3: "Y", ignoreMsrs: "Y", swappiness: "10" });
    expect((await stack.run("preview", "--expect-no-changes")).code).toBe(0);
  });

  test("boot entries that the host makes anew bind the card, too", async () => {
    const made = await lab.root(renewed);
    expect(made).toContain(TOKEN);
    expect(made).toContain(entryOfRenewed);
    expect((await stack.run("preview", "--expect-no-changes")).code).toBe(0);
  });

  test("destroy gives the host back byte for byte", async () => {
    const { code, stdout } = await stack.run("destroy", "--yes", "--skip-preview");
    expect(stdout).not.toContain("error:");
    expect(code).toBe(0);
    expect(differences(pristine, await readManifest(lab))).toEqual([]);
    expect(await lab.bootId()).not.toBe(boot);
    expect(await lab.drivers(CARD)).toEqual({ [CARD[0]]: "bochs-drm", [CARD[1]]: "snd_hda_intel" });
    expect(await settingsOf(lab)).toEqual(BEFORE);
  });
});

/** Settings in effect: parameters of modules, once they are loaded, and a sysctl. */
const BEFORE = { disableIdleD3: "not loaded", ignoreMsrs: "N", swappiness: "60" };

async function settingsOf(lab: Lab): Promise<Readonly<Record<keyof typeof BEFORE, string>>> {
  const text = await lab.root(`
    modprobe kvm
    for file in /sys/module/vfio_pci/parameters/disable_idle_d3 /sys/module/kvm/parameters/ignore_msrs /proc/sys/vm/swappiness; do
      cat $file 2>/dev/null || echo "not loaded"
    done
  `);
  const [disableIdleD3 = "", ignoreMsrs = "", swappiness = ""] = text.trim().split("\n");
  return { disableIdleD3, ignoreMsrs, swappiness };
}
