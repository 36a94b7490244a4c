import { spawnSync } from "node:child_process";
import { readlinkSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { grub } from "../../host/boot/loaders/grub/manage.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { args, DROP_IN, GPU, instructions, removals } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const MENU = "boot/grub/grub.cfg";
let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.dispose());

describe("the change", () => {
  it("writes the files, builds the overlay and makes the menu", () => {
    expect(host.transact("change", instructions(host))).toMatchObject({ code: 0, err: "" });
    expect(host.read(DROP_IN)).toBe(filesOf(args, {}, grub, "/boot")[`/${DROP_IN}`]);
    const menu = host.read("boot/grub/grub.cfg");
    expect(menu).toContain(
      `ro quiet iommu=pt vfio_bind=${GPU}@1234:1111\n\tinitrd\t/boot/vfio/early.cpio /boot/initrd`,
    );
    expect(menu).toContain("ro single\n");
    expect(listing()).toContain("vfio/modules/6.1.0-1/vfio-pci.ko");
    expect(host.read("var/lib/pulumi-vfio/overlay")).toContain("kernel 6.1.0-1\n");
    expect(statSync(join(host.root, "usr/local/lib/pulumi-vfio/bind")).mode & 0o777).toBe(0o755);
  });

  it("does the same again without changing anything", () => {
    host.transact("change", instructions(host));
    const first = host.manifest();
    expect(host.transact("change", instructions(host)).code).toBe(0);
    expect(host.manifest()).toEqual(first);
  });

  it("makes the menu in the language of the host, because an entry may be chosen by its title", () => {
    host.put("etc/default/locale", '# of the host\nLANG="de_DE.UTF-8"\nLANGUAGE=de\n');
    const program = host.read("bin/grub-mkconfig") ?? "";
    host.program("grub-mkconfig", `echo "$LANG \${LC_ALL-}" >"${host.root}/language"\n${program}`);
    expect(host.transact("change", instructions(host)).code).toBe(0);
    expect(host.read("language")).toBe("de_DE.UTF-8 \n");
  });

  it("follows a boot menu that is a link", () => {
    host.put("boot/grub/real.cfg", host.read(MENU) ?? "");
    rmSync(join(host.root, MENU));
    symlinkSync("real.cfg", join(host.root, MENU));
    expect(host.transact("change", instructions(host)).code).toBe(0);
    expect(readlinkSync(join(host.root, MENU))).toBe("real.cfg");
    expect(host.read("boot/grub/real.cfg")).toContain("/boot/vfio/early.cpio");
  });

  it("touches nothing when a file was changed since the plan", () => {
    const planned = instructions(host);
    host.put(DROP_IN, "somebody\n");
    const before = host.manifest();
    const { code, err } = host.transact("change", planned);
    expect(code).toBe(75);
    expect(err).toContain(`/${DROP_IN} was changed by another program or by you`);
    expect(host.manifest()).toEqual(before);
  });

  it("touches nothing while packages are being installed, also where perl cannot tell", () => {
    const inode = statSync(join(host.root, "var/lib/dpkg/lock")).ino;
    host.program("perl", "exit 127");
    host.put("proc/locks", `1: POSIX  ADVISORY  WRITE 4711 08:01:${inode} 0 EOF\n`);
    const before = host.manifest();
    const { code, err } = host.transact("change", instructions(host));
    expect(code).toBe(75);
    expect(err).toContain("process 4711 holds the package manager's lock");
    expect(host.manifest()).toEqual(before);
  });
});

describe("the undo", () => {
  it("leaves nothing behind", () => {
    const before = host.manifest();
    host.transact("change", instructions(host));
    expect(host.transact("undo", removals(host))).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("puts back a menu that was not made by grub-mkconfig, byte for byte", () => {
    host.put("boot/grub/grub.cfg", "# by hand\n");
    const before = host.manifest();
    host.transact("change", instructions(host));
    host.transact("undo", removals(host));
    expect(host.manifest()).toEqual(before);
  });

  it("makes a new menu when a kernel came meanwhile, and says so", () => {
    host.put("boot/grub/grub.cfg", "# by hand\n");
    host.transact("change", instructions(host));
    host.put("boot/vmlinuz-6.1.0-2", "newer");
    expect(host.transact("undo", removals(host)).out).toContain("note the boot menu differs");
    expect(host.read("boot/grub/grub.cfg")).toContain("menuentry");
  });

  it.each([1, 2, 5])("works after a change that was cut off at step %i", (steps) => {
    const before = host.manifest();
    host.transact("change", instructions(host).slice(0, -steps));
    host.transact("undo", removals(host));
    expect(host.manifest()).toEqual(before);
  });

  it("removes what a change that was cut off in the middle of a file left", () => {
    const before = host.manifest();
    host.transact("change", instructions(host).slice(0, -4));
    host.put("etc/kernel/postrm.d/.pulumi-vfio.pulumi-vfio", "half");
    host.put(
      "var/lib/pulumi-vfio/journal",
      `${host.read("var/lib/pulumi-vfio/journal")}file /etc/kernel/postrm.d/pulumi-vfio\n`,
    );
    host.transact("undo", removals(host));
    expect(host.manifest()).toEqual(before);
  });

  it("can be repeated", () => {
    const before = host.manifest();
    host.transact("change", instructions(host));
    host.transact("undo", removals(host));
    expect(host.transact("undo", []).code).toBe(0);
    expect(host.manifest()).toEqual(before);
  });
});

function listing(): string {
  return spawnSync("sh", ["-c", 'cpio -t <"$1/boot/vfio/early.cpio"', "sh", host.root], { encoding: "utf8" })
    .stdout;
}
