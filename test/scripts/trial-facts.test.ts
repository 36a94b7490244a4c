import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { trialReader } from "../../host/read/trial/trial-reader.ts";
import { FakeHost } from "./fake-host.ts";

const DISKS = "sys/devices/block";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  mounted();
  link("sys/dev/block/8:1", "sda1");
  host.program("dumpe2fs", 'echo "Filesystem features: has_journal extent 64bit"');
  host.program("grub2-editenv", "");
});
afterEach(() => host.dispose());

describe("what is left of an earlier trial", () => {
  it.each([
    ["a record", "trial/record", { record: expect.objectContaining({ id: "0badcafe" }) }],
    ["a folder without a record", "trial/instructions", { record: undefined, leftOver: true }],
    ["one that was being taken away", "trial.gone/record", { record: undefined, leftOver: true }],
  ])("is known from %s", (_what, file, expected) => {
    expect(read()).not.toHaveProperty("leftOver");
    host.put(`var/lib/pulumi-vfio/${file}`, "id 0badcafe\n");
    expect(read()).toMatchObject(expected);
  });
});

describe("where GRUB's configuration is", () => {
  it.each(["MAJ:MIN", "MAJ_MIN"])(
    "is read, whatever findmnt calls the number of the device: %s",
    (column) => {
      mounted(column);
      expect(read().grub).toEqual({
        folder: "/boot/grub",
        mountedAt: "/",
        type: "ext4",
        uuid: "0b57-aa11",
        writable: true,
        layer: "plain",
        readsCustomFile: false,
      });
    },
  );

  it("is known to read custom.cfg, and to have small files in inodes", () => {
    host.put("boot/grub/grub.cfg", "source $prefix/custom.cfg\n");
    host.program("dumpe2fs", 'echo "Filesystem features: has_journal inline_data"');
    expect(read().grub).toMatchObject({ readsCustomFile: true, inlineData: true });
  });

  it.each([
    ["all data", "user_xattr acl journal_data", true],
    ["what belongs to it in order", "user_xattr acl journal_data_ordered", undefined],
  ])("is known to have a journal of %s by default", (_what, options, expected) => {
    host.program(
      "dumpe2fs",
      `echo "Filesystem features: has_journal"; echo "Default mount options:    ${options}"`,
    );
    expect(read().grub?.journalsData).toBe(expected);
  });

  it("is known where nothing can write GRUB's environment, and custom.cfg is a link", () => {
    expect(read("command() { return 1; }\n").grub).toMatchObject({ editor: "missing" });
    expect(Object.keys(read().grub ?? {})).not.toEqual(
      expect.arrayContaining(["editor", "customFileIsLink"]),
    );
    symlinkSync("theirs.cfg", join(host.root, "boot/grub/custom.cfg"));
    expect(read().grub).toMatchObject({ customFileIsLink: true });
  });

  it.each([
    ["LVM", () => host.put(`${DISKS}/sda1/dm/uuid`, "LVM-1\n"), "device-mapper"],
    ["RAID", () => host.put(`${DISKS}/sda1/md/level`, "raid1\n"), "md"],
    ["a partition of RAID", () => host.put(`${DISKS}/md/level`, "raid1\n"), "md"],
  ])("is known to be on %s", (_what, put, layer) => {
    put();
    expect(read().grub?.layer).toBe(layer);
  });
});

describe("with systemd-boot", () => {
  beforeEach(() => {
    host.program("mountpoint", `[ "$2" = "${host.root}/efi" ]`);
    host.put("efi/EFI/Boot/bootx64.efi", "MZ#### LoaderInfo: systemd-boot 252.39 ####");
    host.put("efi/a/linux", "kernel");
    host.put("efi/a/initrd", "");
    host.put("efi/loader/entries/a.conf", "linux /a/linux\ninitrd \\a\\initrd /b\ninitrd $tuned\n");
  });

  it("what its entries name is looked for", () => {
    expect(read().missing).toEqual(["/efi/a/initrd", "/efi/b"]);
  });

  it("it is known where the firmware finds it by itself", () => {
    expect(read().fallbackLoader).toBe("systemd-boot");
    host.put("efi/EFI/Boot/bootx64.efi", "MZ GRUB");
    expect(read().fallbackLoader).toBeUndefined();
    host.remove("efi/EFI/Boot");
    expect(read().fallbackLoader).toBeUndefined();
  });
});

/** `before`: what the shell is told first. */
function read(before = "") {
  const script =
    before +
    trialReader.script.replaceAll(
      /(["$ =]|^)(\/(?:sys|boot|etc|var)\/|\/(?:boot|efi)(?=[; ]))/gm,
      `$1${host.root}$2`,
    );
  const path = `${join(host.root, "bin")}:/usr/bin:/bin`;
  const { stdout, status } = spawnSync("sh", ["-c", script], { env: { PATH: path }, encoding: "utf8" });
  expect(status).toBe(0);
  return trialReader.parse({ code: 0, stdout: stdout.replaceAll(host.root, ""), stderr: "" });
}

/**
 * What findmnt knows of the root file system. `column`: the name that it gives to the number of the device.
 */
function mounted(column = "MAJ:MIN"): void {
  const pairs = `TARGET="/" FSTYPE="ext4" UUID="0b57-aa11" ${column}="8:1" OPTIONS="rw,relatime"`;
  host.program("findmnt", `case "$*" in *-nP*) echo '${pairs}' ;; esac`);
}

function link(path: string, device: string): void {
  mkdirSync(dirname(join(host.root, path)), { recursive: true });
  mkdirSync(join(host.root, DISKS, device), { recursive: true });
  symlinkSync(join(host.root, DISKS, device), join(host.root, path));
}
