import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ManagedLoader } from "../../host/boot/loaders/contract/loader.ts";
import { grub } from "../../host/boot/loaders/grub/manage.ts";
import { systemdBoot } from "../../host/boot/loaders/systemd-boot/manage.ts";
import { initramfsTools } from "../../host/boot/tools/initramfs-tools.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import type { Delivery } from "../../host/model/boot/delivery.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { args, GPU, tokens, write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const ESP = "/boot/efi";
const ENTRY = "boot/efi/loader/entries/id-6.1.0-1.conf";
const RESCUE = "boot/efi/loader/entries/rescue.conf";
const TEXT = `title Debian
machine-id id
version 6.1.0-1
linux /id/6.1.0-1/linux
initrd /id/6.1.0-1/initrd.img-6.1.0-1
options root=x ro
`;
const JOURNAL = "var/lib/pulumi-vfio/journal";

let host: FakeHost;
let before: Readonly<Record<string, string>>;
beforeEach(() => {
  host = new FakeHost();
  host.put("etc/machine-id", "id\n");
  host.put("etc/kernel/install.d/.keep", "");
  host.put(ENTRY, TEXT);
  before = host.manifest();
});
afterEach(() => host.dispose());

describe("a host that systemd-boot started, and then GRUB", () => {
  beforeEach(() => change(systemdBoot, ESP));

  it("has nothing of ours in its loader entries any more, and is given back", () => {
    expect(change(grub, "/boot")).toMatchObject({ code: 0, err: "" });
    expect(host.read(ENTRY)).toBe(TEXT);
    expect(host.read("boot/grub/grub.cfg")).toContain("vfio_bind");
    expect(undo("/boot")).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("is given back when it was undone at once", () => {
    expect(undo("/boot")).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it.each([
    "var/lib/pulumi-vfio/edit-entries",
    "usr/local/lib/pulumi-vfio/arguments",
    "usr/local/lib/pulumi-vfio/boot-folder",
    "usr/local/lib/pulumi-vfio/edit-entries",
  ])("is changed, or given back, after a change was killed before it removed %s", (path) => {
    for (const goesOn of [true, false]) {
      change(systemdBoot, ESP);
      host.program("rm", `case "$*" in *${host.root}/${path}*) kill -9 $PPID; esac; exec /usr/bin/rm "$@"`);
      expect(change(grub, "/boot").code).toBe(null);
      host.program("rm", 'exec /usr/bin/rm "$@"');
      if (goesOn) expect(change(grub, "/boot")).toMatchObject({ code: 0, err: "" });
      if (goesOn) expect(host.read(ENTRY)).toBe(TEXT);
      expect(undo("/boot")).toMatchObject({ code: 0, err: "" });
      expect(host.manifest()).toEqual(before);
    }
  });

  it.each([
    [
      "that is for recovery and lost its comment",
      (text: string) => text.replace(/^#.*\n/, "").replace("ro ", "single "),
    ],
    ["that came back after the editor was gone", (text: string) => text],
  ])("keeps the overlay and the journal while an entry names it %s", (_, spoil) => {
    const edited = host.read(ENTRY) ?? "";
    change(grub, "/boot");
    host.put(RESCUE, spoil(edited));
    expect(undo("/boot")).toMatchObject({ code: 76, err: expect.stringContaining(`/${RESCUE}`) });
    expect(host.read("boot/efi/vfio/early.cpio")).toBeDefined();
    expect(host.read(JOURNAL)).toBeDefined();
    host.remove(RESCUE);
    expect(undo("/boot")).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("says what to do when the entries are not there", () => {
    host.remove("boot/efi/loader");
    expect(change(grub, "/boot")).toMatchObject({
      code: 76,
      err: expect.stringContaining("mount the partition"),
    });
    expect(host.read("usr/local/lib/pulumi-vfio/edit-entries")).toBeDefined();
  });

  it("gives the entries of one folder back when another is edited from now on", () => {
    const other = ENTRY.replace("boot/efi/", "efi/");
    host.put(other, TEXT);
    expect(change(systemdBoot, "/efi").code).toBe(0);
    expect(host.read(ENTRY)).toBe(TEXT);
    expect(host.read(other)).toContain("vfio_bind");
    expect(undo("/efi")).toMatchObject({ code: 0, err: "" });
    expect(host.read(other)).toBe(TEXT);
    expect(host.manifest()).toEqual(before);
  });
});

describe("a host that needs its overlay no more", () => {
  beforeEach(() => change(systemdBoot, ESP));

  it("takes it out of an entry that was made one for recovery since", () => {
    host.put(RESCUE, (host.read(ENTRY) ?? "").replace("options root", "options single root"));
    expect(change(systemdBoot, ESP, "rebuild")).toMatchObject({ code: 0, err: "" });
    expect(host.read(RESCUE)).toBe(TEXT.replace("options root", "options single root"));
    expect(host.read("boot/efi/vfio/early.cpio")).toBeUndefined();
  });

  it.each([
    [
      "a loader entry",
      RESCUE,
      TEXT.replace("initrd", "initrd /vfio/early.cpio\ninitrd").replace("root", "single root"),
    ],
    ["an entry in another folder", "efi/loader/entries/a.conf", "initrd /vfio/early.cpio\n"],
    ["GRUB's menu", "boot/grub/grub.cfg", "\tinitrd\t/boot/vfio/early.cpio /boot/initrd.img-6.1.0-1\n"],
    ["somebody's own menu", "boot/grub2/custom.cfg", "initrd ($root)/vfio/early.cpio\n"],
    ["a menu beside GRUB", "boot/efi/EFI/debian/grub.cfg", "initrd /vfio/early.cpio\n"],
  ])("keeps it while it is in %s", (_, path, text) => {
    host.put(path, text);
    expect(change(systemdBoot, ESP, "rebuild")).toMatchObject({
      code: 76,
      err: expect.stringContaining(`/${path} `),
    });
    expect(host.read("boot/efi/vfio/early.cpio")).toBeDefined();
    host.put(path, text.replace(/^/gm, "# "));
    expect(change(systemdBoot, ESP, "rebuild").code).toBe(0);
    expect(host.read("boot/efi/vfio/early.cpio")).toBeUndefined();
  });
});

it("settings for GRUB that are gone do not come back when the overlay cannot be removed yet", () => {
  host.put("boot/loader/entries/id-6.1.0-1.conf", TEXT);
  change(grub, "/boot");
  expect(change(systemdBoot, "/boot", "rebuild")).toMatchObject({
    code: 76,
    err: expect.stringContaining("/boot/grub/grub.cfg"),
  });
  host.updateGrub();
  expect(change(systemdBoot, "/boot", "rebuild")).toMatchObject({ code: 0, err: "" });
  expect(host.read("boot/vfio/early.cpio")).toBeUndefined();
});

/** What the plan makes of a loader: its files instead of those of before. */
function change(loader: ManagedLoader, boot: string, delivery: Delivery = "overlay") {
  const files = filesOf(args, {}, loader, boot, delivery === "rebuild" ? initramfsTools : undefined);
  const known = [...new Set([...Object.keys(files), ...written()])].sort();
  const changes = known.flatMap((path) => {
    const text = files[path];
    if (text === undefined) return removal(path);
    return host.read(path.slice(1)) === text ? [] : [write(host, path, text)];
  });
  return host.transact("change", [
    `boot ${boot}`,
    ...(delivery === "rebuild" ? ["binding rebuild"] : []),
    `function ${GPU}`,
    ...tokens(),
    ...changes,
    ...(delivery === "overlay" ? ["overlay"] : ["no-overlay"]),
    loader.instruction,
  ]);
}

function undo(boot: string) {
  return host.transact("undo", [`boot ${boot}`, ...written().flatMap(removal)]);
}

/** The files that the journal names. */
function written(): readonly string[] {
  const lines = (host.read(JOURNAL) ?? "").split("\n");
  return lines.filter((line) => line.startsWith("file ")).map((line) => line.slice("file ".length));
}

function removal(path: string): readonly string[] {
  const text = host.read(path.slice(1));
  return text === undefined ? [] : [`remove ${sha256(text)} ${path}`];
}
