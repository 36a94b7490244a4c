import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TrialFacts } from "../../host/model/facts/trial-facts.ts";
import { trialReader } from "../../host/read/trial/trial-reader.ts";
import { FakeHost } from "./fake-host.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.put("proc/stat", "btime 1\n");
  host.program("zfs", 'case "$*" in *" pool/secret") echo pool/secret ;; *) echo - ;; esac');
  device("254:0", "dm-0", "CRYPT-LUKS2-x-cryptroot", "cryptroot");
  device("254:1", "dm-1", "LVM-x", "vg-root");
  device("8:1", "sda1");
  mkdirSync(join(host.root, "sys/devices/dm-1/slaves"));
  link("sys/devices/dm-1/slaves/dm-0", "../../dm-0");
  mkdirSync(join(host.root, "sys/fs/btrfs/b-1/devices"), { recursive: true });
  link("sys/fs/btrfs/b-1/devices/sda1", "../../../../devices/sda1");
  link("sys/fs/btrfs/b-1/devices/dm-0", "../../../../devices/dm-0");
});
afterEach(() => host.dispose());

it.each([
  ["of a plain device", "8:1 ext4 /dev/sda1 e-1", {}],
  ["of an encrypted one", "254:0 ext4 /dev/mapper/cryptroot e-1", { cryptroot: false }],
  ["of a volume on an encrypted one", "254:1 xfs /dev/mapper/vg-root e-1", { cryptroot: false }],
  ["of btrfs, whose number is none of a device", "0:31 btrfs /dev/sda1[/@] b-1", { cryptroot: false }],
  ["of other btrfs", "0:31 btrfs /dev/sda1[/@] b-2", {}],
  ["of ZFS", "0:32 zfs pool/root", {}],
  ["of ZFS that is encrypted itself", "0:32 zfs pool/secret", { "pool/secret": false }],
])("finds what is encrypted below the root file system: %s", (_what, line, expected) => {
  const { encrypted, encryptedMenu } = read(line, "8:1 ext4 /dev/sda1 e-2");
  expect([encrypted, encryptedMenu]).toEqual([expected, undefined]);
});

it("finds what GRUB asks a person for", () => {
  expect(read("8:1 ext4 /dev/sda1 e-1", "254:1 ext4 /dev/mapper/vg-root e-2")).toMatchObject({
    encrypted: {},
    encryptedMenu: ["cryptroot"],
  });
});

describe("a device with a binding of clevis", () => {
  const opens = (listed: string) => {
    host.program("clevis", `[ "$*" = "luks list -d /dev/block/8:1" ] && cat <<'END'\n${listed}\nEND`);
    return read("254:0 ext4 /dev/mapper/cryptroot e-1", "8:1 ext4 /dev/sda1 e-2").encrypted.cryptroot;
  };
  beforeEach(() => {
    mkdirSync(join(host.root, "sys/devices/dm-0/slaves"));
    link("sys/devices/dm-0/slaves/sda1", "../../sda1");
    host.put("usr/share/initramfs-tools/hooks/clevis", "");
  });

  it.each([
    ["a server", `1: tang '{"url":"http://tang"}'`, true],
    ["the TPM", `1: tpm2 '{"hash":"sha256"}'`, true],
    ["some of several", `2: sss '{"t":1,"pins":{"tang":[{"url":"a"}]}}'`, true],
    ["a smart card, which wants a PIN", `1: pkcs11 '{"uri":"pkcs11:"}'`, false],
    ["a smart card among several", `1: sss '{"t":2,"pins":{"pkcs11":[{"uri":"pkcs11:"}]}}'`, false],
    ["nothing", "", false],
  ])("to %s", (_what, listed, expected) => {
    expect(opens(listed)).toBe(expected);
  });

  it("waits for a person where the initramfs does not get clevis, and with dracut does not where it does", () => {
    host.remove("usr/share/initramfs-tools/hooks/clevis");
    expect(opens("1: tang '{}'")).toBe(false);
    host.put("usr/lib/dracut/modules.d/60clevis/module-setup.sh", "");
    expect(opens("1: tang '{}'")).toBe(true);
  });
});

/** Reads a host by what findmnt says of its root file system, and of the one with GRUB's configuration. */
function read(ofRoot: string, ofMenu: string): TrialFacts {
  host.program(
    "findmnt",
    `case "$*" in *SOURCE*) case "$*" in *boot/grub*) echo "${ofMenu}" ;; *) echo "${ofRoot}" ;; esac ;; esac`,
  );
  const script = trialReader.script.replaceAll(
    /(?<=[ "])\/(?=sys\/|boot\/|proc\/|etc\/|usr\/)/g,
    `${host.root}/`,
  );
  const { code, out: stdout, err: stderr } = host.script(script, []);
  expect([code, stderr]).toEqual([0, ""]);
  return trialReader.parse({ code: 0, stdout, stderr });
}

function device(number: string, name: string, uuid?: string, dm?: string): void {
  host.put(`sys/devices/${name}/dev`, number);
  if (uuid !== undefined) host.put(`sys/devices/${name}/dm/uuid`, uuid);
  if (dm !== undefined) host.put(`sys/devices/${name}/dm/name`, dm);
  mkdirSync(join(host.root, "sys/dev/block"), { recursive: true });
  link(`sys/dev/block/${number}`, `../../devices/${name}`);
}

function link(path: string, target: string): void {
  symlinkSync(target, join(host.root, path));
}
