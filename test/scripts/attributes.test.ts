import { lstatSync, readlinkSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { grubBls } from "../../host/boot/loaders/grub-bls/manage.ts";
import { proxmoxBootTool } from "../../host/boot/loaders/proxmox-boot-tool/manage.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { args, DROP_IN, instructions, removals, tokens, write } from "./boot-instructions.ts";
import { change, undo } from "./by-tool.ts";
import { FakeHost } from "./fake-host.ts";
import { FakeImages, rebuildInstructions } from "./fake-images.ts";
import { dress, dressOf } from "./file-attributes.ts";

const MENU = "boot/grub/grub.cfg";
const CMDLINE = "etc/kernel/cmdline";
const ENTRY = "boot/loader/entries/0123-6.1.0-1.conf";
const IMAGE = "boot/initrd.img-6.1.0-1";
const OTHER = { vfio_bind: "0000:02:00.0@1:2" };

let host: FakeHost;
afterEach(() => host.dispose());

/** A kind of file that is replaced: the host that has it, how it is changed and how it is restored. */
type Row = [
  name: string,
  path: string,
  make: () => FakeHost,
  bring: () => { code: number | null },
  giveBack: () => { code: number | null },
];

const rows: readonly Row[] = [
  ["the boot menu", MENU, () => new FakeHost(), grubChange, grubUndo],
  [
    "an image",
    IMAGE,
    () => new FakeImages(),
    () => host.transact("change", rebuildInstructions(host)),
    grubUndo,
  ],
  ["arguments of a program", CMDLINE, proxmoxHost, () => change(host, proxmoxBootTool), () => undo(host)],
  ["a boot loader entry", ENTRY, entryHost, entryChange, entryUndo],
];

describe("owner, mode, ACL, extended attributes and label", () => {
  it.each(rows)("of %s are kept, also by the undo", (_name, path, make, bring, giveBack) => {
    host = make();
    const content = host.read(path);
    const before = dress(host, path);
    expect(before).toContain("user.note");
    expect(before).toContain("system.posix_acl_access");
    expect(bring()).toMatchObject({ code: 0 });
    expect(host.read(path)).not.toBe(content);
    expect(dressOf(host, path)).toBe(before);
    expect(giveBack()).toMatchObject({ code: 0 });
    expect(host.read(path)).toBe(content);
    expect(dressOf(host, path)).toBe(before);
  });

  it("of a file of ours are kept when it changes, and a script of ours stays one", () => {
    host = new FakeHost();
    grubChange();
    const before = dress(host, DROP_IN);
    const bind = "usr/local/lib/pulumi-vfio/bind";
    dress(host, bind);
    host.put(bind, "#!/bin/sh\n");
    expect(host.transact("change", instructions(host, OTHER)).code).toBe(0);
    expect(host.read(DROP_IN)).toContain(OTHER.vfio_bind);
    expect(dressOf(host, DROP_IN)).toBe(before);
    expect(dressOf(host, bind)).toContain("user.note");
    expect(lstatSync(join(host.root, bind)).mode & 0o100).toBe(0o100);
  });

  it("of a drop-in are put back with it when the menu made from the new one is refused", () => {
    host = new FakeHost();
    grubChange();
    const before = dress(host, DROP_IN);
    host.spoilMenu("s/ vfio_bind=[^ ]*//");
    expect(host.transact("change", instructions(host, OTHER)).code).toBe(76);
    expect(dressOf(host, DROP_IN)).toBe(before);
  });

  it("are owner and mode where cp is busybox's", () => {
    host = proxmoxHost();
    const [before = ""] = dress(host, CMDLINE).split("\n");
    host.program("cp", 'exec busybox cp "$@"');
    expect(change(host, proxmoxBootTool)).toMatchObject({ code: 0, err: "" });
    expect(dressOf(host, CMDLINE).split("\n")[0]).toBe(before);
  });
});

describe("where SELinux is on", () => {
  it("new files get the label of their names, others keep theirs", () => {
    host = new FakeHost();
    host.put("sys/fs/selinux/enforce", "1");
    host.program("restorecon", `echo "$@" >>"${host.root}/labelled"`);
    grubChange();
    const first = host.read("labelled")?.split("\n");
    expect(first).toContain(join(host.root, DROP_IN));
    expect(first).toContain(join(host.root, "usr/local/lib/pulumi-vfio/bind"));
    host.remove("labelled");
    expect(host.transact("change", instructions(host, OTHER)).code).toBe(0);
    expect(host.read("labelled")).toBeUndefined();
  });
});

describe("a file that is a link", () => {
  it.each(rows.filter(([, path]) => path === CMDLINE || path === IMAGE))(
    "is written through to the real one: %s",
    (_name, path, make, bring, giveBack) => {
      host = make();
      const real = `${dirname(path)}/real`;
      const content = host.read(path);
      renameSync(join(host.root, path), join(host.root, real));
      symlinkSync("real", join(host.root, path));
      expect(bring()).toMatchObject({ code: 0 });
      expect(readlinkSync(join(host.root, path))).toBe("real");
      expect(host.read(real)).not.toBe(content);
      expect(giveBack()).toMatchObject({ code: 0 });
      expect(readlinkSync(join(host.root, path))).toBe("real");
      expect(host.read(real)).toBe(content);
    },
  );
});

function grubChange() {
  return host.transact("change", instructions(host));
}

function grubUndo() {
  return host.transact("undo", removals(host));
}

function proxmoxHost(): FakeHost {
  const made = new FakeHost();
  made.put(CMDLINE, "root=x\n");
  made.program("proxmox-boot-tool", "exit 0");
  return made;
}

function entryHost(): FakeHost {
  const made = new FakeHost();
  made.put(ENTRY, "version 6.1.0-1\nlinux /vmlinuz-6.1.0-1\noptions root=UUID=1\n");
  return made;
}

function entryChange() {
  const files = Object.entries(filesOf(args, {}, grubBls, "/boot"));
  const writes = files.map(([path, text]) => write(host, path, text));
  return host.transact("change", ["boot /boot", ...tokens(), ...writes, "overlay", "entries"]);
}

function entryUndo() {
  const removes = Object.keys(filesOf(args, {}, grubBls, "/boot")).map(
    (path) => `remove ${sha256(host.read(path.slice(1)) ?? "")} ${path}`,
  );
  return host.transact("undo", ["boot /boot", ...removes]);
}
