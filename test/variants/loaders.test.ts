import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseVariants } from "../../lab/index.ts";
import { type Checkout, makeCheckout } from "../driver/checkout.ts";
import { CARD, type Lab, openLab } from "../lab/lab.ts";
import { differences, type Manifest, readManifest } from "../lab/manifest.ts";
import { type LabStack, makeStack } from "../lab/stack.ts";

/**
 * Workstations that are started by another boot loader, or whose initramfs another tool makes. The tests of
 * each build on each other.
 */
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
    planned: ["boot menu /boot/grub/grub.cfg is regenerated", "/boot/vfio/early.cpio"],
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
    // Entries and their images are rebuilt here, and not booted before they are to be restored.
    await stack.set("kernel.allowUnprovenBaseline", "true");
    await stack.set("kernel.vfioPci.disableIdleD3", "true");
    await stack.set("kernel.kvm.ignoreMsrs", "true");
    await stack.set('kernel.sysctl["vm.swappiness"]', "10");
    for (const [path, value] of HUGE_PAGES) await stack.set(path, value);
    await stack.set("kernel.isolateCpus", "1");
    expect(await settingsOf(lab)).toEqual(BEFORE);
  });

  afterAll(() => checkout?.close());

  test("a preview names what is written and changes nothing", async () => {
    const { code, stdout } = await stack.run("preview");
    expect(code).toBe(0);
    for (const text of [...planned, TOKEN]) expect(stdout).toContain(text);
    expect(differences(pristine, await readManifest(lab))).toEqual([]);
  });

  test("an ACS override that the kernel would ignore, and pages that the host needs itself, are refused", async () => {
    await stack.set("kernel.acsOverride", "downstream");
    await stack.set("kernel.hugepages.count", "1024");
    const { code, stdout } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(stdout).toMatch(/acsOverride: kernel \S+ does not have the ACS override patch/);
    expect(stdout).toMatch(/hugepages\.count: 1024 pages of 2M are more than the host can spare/);
    expect(differences(pristine, await readManifest(lab))).toEqual([]);
    await stack.run("config", "rm", "--path", "kernel.acsOverride");
    for (const [path, value] of HUGE_PAGES) await stack.set(path, value);
  });

  test("up binds the card with one reboot, the same again does nothing", async () => {
    expect((await stack.up()).code).toBe(0);
    expect(await lab.bootId()).not.toBe(boot);
    boot = await lab.bootId();
    expect(await lab.drivers([...CARD, "0000:00:01.0"])).toEqual({ ...BOUND, "0000:00:01.0": "bochs-drm" });
    expect(await lab.root("cat /proc/cmdline")).toContain(TOKEN);
    expect(await settingsOf(lab)).toEqual(AFTER);
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
    // Options are read when a module is loaded, and their file was still there in the boot that was tried.
    expect(stdout).toMatch(
      /options of modules stay in effect until the host is rebooted the next time: .*kvm/,
    );
    expect(await settingsOf(lab)).toEqual({ ...BEFORE, ignoreMsrs: expect.any(String) });
  });
});

const HUGE_PAGES = [
  ["kernel.hugepages.size", "2M"],
  ["kernel.hugepages.count", "16"],
] as const;

/**
 * Settings in effect: parameters of modules, once they are loaded, a sysctl, and what the kernel sets aside
 * when it starts.
 */
const BEFORE = {
  disableIdleD3: "not loaded",
  ignoreMsrs: "N",
  swappiness: "60",
  hugePages: "0 of 2048 kB",
  isolated: "",
  tickless: "(null)",
};
const AFTER: typeof BEFORE = {
  disableIdleD3: "Y",
  ignoreMsrs: "Y",
  swappiness: "10",
  hugePages: "16 of 2048 kB",
  isolated: "1",
  tickless: "1",
};

async function settingsOf(lab: Lab): Promise<Readonly<Record<keyof typeof BEFORE, string>>> {
  const text = await lab.root(`
    modprobe kvm
    for file in /sys/module/vfio_pci/parameters/disable_idle_d3 /sys/module/kvm/parameters/ignore_msrs /proc/sys/vm/swappiness; do
      cat $file 2>/dev/null || echo "not loaded"
    done
    awk '/^HugePages_Total:/ { count = $2 } /^Hugepagesize:/ { print count, "of", $2, $3 }' /proc/meminfo
    cat /sys/devices/system/cpu/isolated /sys/devices/system/cpu/nohz_full
  `);
  const [disableIdleD3 = "", ignoreMsrs = "", swappiness = "", hugePages = "", isolated = "", tickless = ""] =
    text.split("\n").map((line) => line.trim());
  return { disableIdleD3, ignoreMsrs, swappiness, hugePages, isolated, tickless };
}
