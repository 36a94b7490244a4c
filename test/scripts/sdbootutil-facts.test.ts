import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bootLoaderReader } from "../../host/boot/loaders/boot-loader-reader.ts";
import { sdbootutilScript } from "../../host/boot/loaders/sdbootutil/read.ts";
import { FakeHost } from "./fake-host.ts";

const CRYPTTAB =
  "cr_root UUID=1 none tpm2-device=auto,x-initrd.attach\n# cr_old UUID=2 none tpm2-device=auto\ncr_home UUID=3\n";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.put("proc/mounts", "rootfs / rootfs ro 0 0\n/dev/sda2 / btrfs rw,relatime,subvol=/@ 0 0\n");
  host.program("sdbootutil", "exit 1");
});
afterEach(() => host.dispose());

function read(): readonly string[] {
  const { stdout, stderr } = spawnSync("sh", ["-c", `root=$1\n${sdbootutilScript}`, "sh", host.root], {
    env: { PATH: `${join(host.root, "bin")}:/usr/bin:/bin` },
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((line) => line !== "");
}

describe("what sdbootutil would have to do with", () => {
  it("is nothing on an ordinary system", () => {
    expect(read()).toEqual([]);
  });

  it("is not looked for where it is not installed", () => {
    host.put("etc/crypttab", CRYPTTAB);
    host.remove("bin/sdbootutil");
    expect(read()).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      "the loader's type",
      { "etc/sysconfig/bootloader": '# x\nLOADER_TYPE="grub2-bls"\n' },
      ["loader-type grub2-bls"],
    ],
    [
      "the default of grub2-bls",
      { "boot/efi/EFI/opensuse/grubenv": "# GRUB Environment Block\ndefault=a-1.conf\n#####" },
      ["grub2-bls-default a-1.conf"],
    ],
    [
      "a root that is read-only",
      { "proc/mounts": "/dev/sda2 / btrfs ro,relatime 0 0\n" },
      ["read-only-root yes"],
    ],
    [
      "an overlay for /etc",
      { "etc/fstab": "UUID=1 / btrfs ro 0 0\noverlay /etc overlay defaults 0 0\n" },
      ["transactional an overlay for /etc in /etc/fstab"],
    ],
    ["a disk of the TPM", { "etc/crypttab": CRYPTTAB }, ["sealed tpm2-device for cr_root in /etc/crypttab"]],
    [
      "a policy for the TPM",
      { "var/lib/systemd/pcrlock.json": "{}" },
      ["sealed /var/lib/systemd/pcrlock.json"],
    ],
    [
      "a key for the TPM",
      { "etc/systemd/tpm2-pcr-private-key.pem": "" },
      ["sealed /etc/systemd/tpm2-pcr-private-key.pem"],
    ],
    [
      "an image that the kernel brings",
      { "lib/modules/6.1.0-1/initrd": "image" },
      ["given-image /lib/modules/6.1.0-1/initrd"],
    ],
  ])("%s", (_, files, lines) => {
    for (const [path, text] of Object.entries(files)) host.put(path, text);
    expect(read()).toEqual(lines);
  });

  it("parts of images, only together with what puts them together", () => {
    host.put("usr/lib/initrd/base", "image");
    host.put("usr/bin/mkmoduleinitrd", "#!/bin/sh\n");
    expect(read()).toEqual([]);
    chmodSync(join(host.root, "usr/bin/mkmoduleinitrd"), 0o755);
    expect(read()).toEqual(["given-image /usr/lib/initrd"]);
  });

  it("and whether transactional-update is there", () => {
    host.program("transactional-update", "exit 1");
    expect(read()).toEqual(["tool transactional-update"]);
  });
});

it("is read by the reader below no other folder", () => {
  expect(bootLoaderReader.script.split(sdbootutilScript)[0]).toContain("\nroot=\n");
});
