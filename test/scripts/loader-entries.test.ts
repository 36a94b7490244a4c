import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { grubBls } from "../../host/boot/loaders/grub-bls/manage.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { args, GPU, tokens, write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const ENTRY = "boot/loader/entries/0123-6.1.0-1.conf";
const TEXT = `title Fedora Linux (6.1.0-1) 40
version 6.1.0-1
linux /vmlinuz-6.1.0-1
initrd /initramfs-6.1.0-1.img $tuned_initrd
options root=UUID=1 ro rhgb quiet $tuned_params
grub_users $grub_users
grub_arg --unrestricted
grub_class fedora
`;

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.put(ENTRY, TEXT);
  host.put("boot/loader/entries/0123-0-rescue.conf", TEXT.replaceAll("6.1.0-1", "0-rescue-0123"));
});
afterEach(() => host.dispose());

describe("a transaction with loader entries", () => {
  it("writes the files, builds the overlay and edits the entries, and touches no menu of GRUB's", () => {
    const menu = host.read("boot/grub/grub.cfg");
    expect(change()).toMatchObject({ code: 0, err: "" });
    expect(host.read(ENTRY)).toContain(
      `initrd /vfio/early.cpio\ninitrd /initramfs-6.1.0-1.img $tuned_initrd\noptions root=UUID=1 ro rhgb quiet $tuned_params iommu=pt vfio_bind=${GPU}@1234:1111\n`,
    );
    expect(host.read("boot/vfio/early.cpio")).toBeDefined();
    expect(host.read("boot/grub/grub.cfg")).toBe(menu);
    expect(host.read("etc/kernel/install.d/91-pulumi-vfio.install")).toContain("edit-entries");
    expect(host.read("etc/kernel/postinst.d/pulumi-vfio")).toBeUndefined();
  });

  it("does the same again without changing anything", () => {
    change();
    const first = host.manifest();
    expect(change().code).toBe(0);
    expect(host.manifest()).toEqual(first);
  });

  it("is undone byte for byte", () => {
    const before = host.manifest();
    change();
    expect(undo()).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it.each([1, 2, 4])("is undone after it was cut off at step %i", (steps) => {
    const before = host.manifest();
    host.transact("change", instructions().slice(0, -steps));
    expect(undo().code).toBe(0);
    expect(host.manifest()).toEqual(before);
  });

  it.each(["arguments", "boot-folder", "build-overlay", "edit-entries"])(
    "is undone after an undo was killed while it removed files, at %s",
    (name) => {
      const before = host.manifest();
      change();
      const edited = host.read(ENTRY) ?? "";
      host.program("rm", `case "$*" in */${name}) kill -9 $PPID; esac; exec /usr/bin/rm "$@"`);
      expect(undo().code).toBe(null);
      host.program("rm", 'exec /usr/bin/rm "$@"');
      expect(host.read(ENTRY)).toBe(edited);
      expect(undo()).toMatchObject({ code: 0, err: "" });
      expect(host.manifest()).toEqual(before);
    },
  );

  it("takes its arguments out of the entry that was made meanwhile for a new kernel, of the running command line", () => {
    change();
    const made = "boot/loader/entries/0123-6.2.0-1.conf";
    const text = TEXT.replaceAll("6.1.0-1", "6.2.0-1").replace(" $tuned_params", "");
    host.put("lib/modules/6.2.0-1/modules.dep", "");
    host.put(made, text.replace("quiet", `quiet iommu=pt vfio_bind=${GPU}@1234:1111`));
    expect(undo().code).toBe(0);
    expect(host.read(ENTRY)).toBe(TEXT);
    expect(host.read(made)).toBe(text);
  });
});

function instructions(): readonly string[] {
  const files = Object.entries(filesOf(args, {}, grubBls, "/boot"));
  return [
    "boot /boot",
    `function ${GPU}`,
    ...tokens(),
    ...files.map(([path, text]) => write(host, path, text)),
    "overlay",
    "entries",
  ];
}

function change() {
  return host.transact("change", instructions());
}

function undo() {
  const removals = Object.keys(filesOf(args, {}, grubBls, "/boot")).flatMap((path) => {
    const text = host.read(path.slice(1));
    return text === undefined ? [] : [`remove ${sha256(text)} ${path}`];
  });
  return host.transact("undo", ["boot /boot", ...removals]);
}
