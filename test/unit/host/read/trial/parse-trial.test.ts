import { describe, expect, it } from "vitest";
import { parseTrial } from "../../../../../host/read/trial/parse-trial.ts";

const GRUB =
  'place grub /boot/grub plain TARGET="/" FSTYPE="ext4" UUID="0b57-aa11" MAJ:MIN="8:1" OPTIONS="rw,relatime"';

describe("where files are", () => {
  it.each([
    ["with the column MAJ:MIN", GRUB],
    ["with the column MAJ_MIN", GRUB.replace("MAJ:MIN", "MAJ_MIN")],
  ])("is read %s", (_what, line) => {
    expect(parseTrial(`${line}\ncustom-file\n`).grub).toEqual({
      folder: "/boot/grub",
      mountedAt: "/",
      type: "ext4",
      uuid: "0b57-aa11",
      writable: true,
      layer: "plain",
      readsCustomFile: true,
    });
  });

  it.each([
    ["LVM or encryption", GRUB.replace("plain", "device-mapper"), { layer: "device-mapper" }],
    ["RAID", GRUB.replace("plain", "md"), { layer: "md" }],
    ["btrfs", GRUB.replace("ext4", "btrfs"), { type: "btrfs", layer: "plain" }],
    ["a file system without a UUID", GRUB.replace("0b57-aa11", ""), { uuid: undefined }],
    ["one that is read-only", GRUB.replace("rw,", "ro,"), { writable: false }],
    ["an option that only begins with rw", GRUB.replace('"rw,', '"ro,rwsomething,'), { writable: false }],
    ["ext4 with inline data", `inline-data grub\n${GRUB}`, { inlineData: true }],
    ["inline data elsewhere", `inline-data efi\n${GRUB}`, { readsCustomFile: false }],
  ])("knows %s", (_what, text, expected) => {
    expect(parseTrial(`${text}\n`).grub).toMatchObject(expected);
  });

  const mounted = (mode: string) => GRUB.replace("relatime", mode);
  it.each([
    ["as it is mounted", mounted("data=journal"), true],
    ["by default", `journals-data grub\n${GRUB}`, true],
    ["by default, and mounted otherwise", `journals-data grub\n${mounted("data=ordered")}`, undefined],
    ["elsewhere", `journals-data efi\n${GRUB}`, undefined],
    ["nowhere", GRUB, undefined],
  ])("knows a journal of all data %s", (_what, text, expected) => {
    expect(parseTrial(`${text}\n`).grub?.journalsData).toBe(expected);
  });

  it("knows a custom.cfg that is a link, and that nothing can write GRUB's environment", () => {
    expect(parseTrial(`custom-link\nno-editenv\n${GRUB}\n`).grub).toMatchObject({
      customFileIsLink: true,
      editor: "missing",
    });
  });

  it("does not mix up GRUB's folder and the EFI partition", () => {
    const efi =
      'place efi /boot/efi plain TARGET="/boot/efi" FSTYPE="vfat" UUID="AB12-CD34" MAJ:MIN="8:2" OPTIONS="rw"';
    const facts = parseTrial(`${GRUB}\n${efi}\n`);
    expect([facts.grub?.uuid, facts.efiPartition?.uuid]).toEqual(["0b57-aa11", "AB12-CD34"]);
    expect(parseTrial("systemd\n")).toMatchObject({ grub: undefined, efiPartition: undefined });
  });
});

describe("variables of the firmware", () => {
  it.each([
    ["no EFI", "", undefined],
    ["EFI, of which nothing is known", "efi\n", { writable: false, oneShot: false }],
    ["a loader without an entry for one boot", "efi\nfeatures  247\n", { writable: false, oneShot: false }],
    [
      "systemd-boot",
      "efi\nefi-writable\nfeatures  127\nselected debian.conf\n",
      { writable: true, oneShot: true, selected: "debian.conf" },
    ],
  ])("are read: %s", (_what, text, expected) => {
    expect(parseTrial(text).efiVariables).toEqual(expected);
  });
});

it("what systemd-boot needs is known where it was found, or found missing", () => {
  const text = "fallback-loader\nmissing /efi/a/linux\nmissing /efi/a b\n";
  expect(parseTrial(text)).toMatchObject({
    fallbackLoader: "systemd-boot",
    missing: ["/efi/a/linux", "/efi/a b"],
  });
  expect(Object.keys(parseTrial(""))).not.toEqual(expect.arrayContaining(["fallbackLoader", "missing"]));
});

describe("whether an encrypted device below / opens without a person", () => {
  it.each([
    ["no line in crypttab", "", false],
    ["a passphrase", "crypttab cryptroot UUID=1 none luks,discard", false],
    ["a passphrase, said by -", "crypttab cryptroot UUID=1 - luks", false],
    ["only name and device", "crypttab cryptroot UUID=1", false],
    ["a key file", "crypttab cryptroot\tUUID=1\t/etc/keys/root.key\tluks", true],
    ["a TPM", "crypttab cryptroot UUID=1 none luks,tpm2-device=auto", true],
    ["a TPM that asks for a PIN", "crypttab cryptroot UUID=1 none tpm2-device=auto,tpm2-pin=yes", false],
    ["a script that gets the key", "crypttab cryptroot UUID=1 none luks,keyscript=/sbin/from-usb", true],
    ["a script that asks a person", "crypttab cryptroot UUID=1 disks luks,keyscript=decrypt_keyctl", false],
    ["a random key", "crypttab cryptroot /dev/sda2 /dev/urandom swap", false],
    ["the line of another device", "crypttab cryptroot2 UUID=1 /etc/keys/root.key luks", false],
  ])("%s", (_what, crypttab, opens) => {
    expect(parseTrial(`encrypted cryptroot\n${crypttab}\n`).encrypted).toEqual({ cryptroot: opens });
  });

  it.each([
    ["and a line in crypttab", "crypttab cryptroot UUID=1 none luks,_netdev", true],
    ["and none", "", true],
    [
      "and a script that asks a person",
      "crypttab cryptroot UUID=1 disks luks,keyscript=decrypt_keyctl",
      false,
    ],
  ])("has clevis %s", (_what, crypttab, opens) => {
    const { encrypted } = parseTrial(`encrypted cryptroot\nclevis cryptroot\nclevis other\n${crypttab}\n`);
    expect(encrypted).toEqual({ cryptroot: opens });
  });

  it("is asked for each", () => {
    const text = "encrypted a\nencrypted b\ncrypttab b UUID=1 /key luks\n";
    expect(parseTrial(text).encrypted).toEqual({ a: false, b: true });
    expect(parseTrial("").encrypted).toEqual({});
  });
});

describe("times", () => {
  it.each([
    ["a boot that ended", "FinishTimestampMonotonic=20000001", 21],
    ["one that goes on", "FinishTimestampMonotonic=0", undefined],
    ["an unknown one", "", undefined],
  ])("knows how long it took: %s", (_what, line, seconds) => {
    expect(parseTrial(`systemd\n${line}\n`)).toMatchObject({ systemd: true, bootSeconds: seconds });
  });

  it("reads when the host was started, when files were changed, and what it is now", () => {
    const text = "booted-at 1000\nchanged-at 500 /boot/initrd.img-1\nchanged-at 600 /boot/a b\nnow 2000\n";
    expect(parseTrial(text)).toMatchObject({
      bootedAt: 1_000,
      changedAt: { "/boot/initrd.img-1": 500, "/boot/a b": 600 },
      now: 2_000,
      systemd: false,
    });
  });
});

describe("the record of a trial", () => {
  it("is read, with the line that was proven", () => {
    const lines = ["id 0badcafe", "seconds 180", "boot b-1", "since 1500", "state rejected"];
    const text = `${lines.map((line) => `record ${line}`).join("\n")}\nproven root=x quiet iommu=pt\nproven-image 1501 /boot/i\n`;
    expect(parseTrial(text)).toMatchObject({
      record: { id: "0badcafe", seconds: 180, bootId: "b-1", since: 1_500, state: "rejected" },
      proven: "root=x quiet iommu=pt",
      provenImage: { path: "/boot/i", at: 1_501 },
    });
    expect(parseTrial("")).toMatchObject({ record: undefined, proven: undefined });
    expect(parseTrial("")).not.toHaveProperty("leftOver");
    expect(parseTrial("left-over\n")).toMatchObject({ record: undefined, leftOver: true });
    expect(parseTrial("").provenImage).toBeUndefined();
  });

  it("is taken for armed when it is none of ours", () => {
    expect(parseTrial("record state unheard-of\n").record?.state).toBe("armed");
  });
});
