import { statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { grub } from "../../host/boot/loaders/grub/manage.ts";
import { initramfsTools } from "../../host/boot/tools/initramfs-tools.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { args, instructions, removals } from "./boot-instructions.ts";
import { FakeImages, KERNELS, rebuildInstructions } from "./fake-images.ts";

const IMAGE = "boot/initrd.img-6.1.0-1";

let host: FakeImages;
beforeEach(() => {
  host = new FakeImages();
});
afterEach(() => host.dispose());

describe("the undo of images made anew", () => {
  it("leaves nothing behind, not even another time of an image", () => {
    const before = host.manifest();
    const { mtimeMs } = statSync(join(host.root, IMAGE));
    host.transact("change", rebuildInstructions(host));
    expect(host.transact("undo", rebuildRemovals())).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
    expect(statSync(join(host.root, IMAGE)).mtimeMs).toBeCloseTo(mtimeMs, -1);
  });

  it.each([1, 2, 3, 4])("leaves nothing behind after a change that was cut off at step %i", (steps) => {
    const before = host.manifest();
    host.transact("change", rebuildInstructions(host).slice(0, -steps));
    host.transact("undo", rebuildRemovals());
    expect(host.manifest()).toEqual(before);
  });

  it("leaves nothing behind after a change that was killed while an image was made", () => {
    const before = host.manifest();
    host.tool('echo half >"$2"; kill -9 $PPID; exit 1');
    expect(host.transact("change", rebuildInstructions(host)).code).toBeNull();
    expect(host.read("boot/.initrd.img-6.1.0-1.pulumi-vfio")).toBe("half\n");
    host.tool();
    expect(host.transact("undo", rebuildRemovals())).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("goes on after a change that was killed between two images", () => {
    const before = host.manifest();
    host.tool('[ "$kernel" = 6.1.0-1 ] || { kill -9 $PPID; exit 1; }');
    host.transact("change", rebuildInstructions(host));
    host.tool();
    expect(host.transact("change", rebuildInstructions(host, "look"))).toMatchObject({ code: 0, err: "" });
    host.transact("undo", rebuildRemovals());
    expect(host.manifest()).toEqual(before);
  });

  it("leaves nothing behind after an image was refused", () => {
    const before = host.manifest();
    host.tool("rm vfio/bind");
    host.transact("change", rebuildInstructions(host));
    host.tool();
    expect(host.transact("undo", rebuildRemovals())).toMatchObject({ code: 0 });
    expect(host.manifest()).toEqual(before);
  });

  it("makes an image anew without our files when settings have changed since, and says so", () => {
    host.transact("change", rebuildInstructions(host));
    host.put("etc/modprobe.d/theirs.conf", "blacklist pcspkr\n");
    const { code, out } = host.transact("undo", rebuildRemovals());
    expect(code).toBe(0);
    expect(out).toContain(
      "note /boot/initrd.img-6.1.0-1 was rebuilt without our files, because settings that it is made from have changed since",
    );
    expect(host.read(IMAGE)).toContain("blacklist pcspkr");
    expect(host.read(IMAGE)).not.toContain("vfio_bind");
  });

  it("makes an image anew that somebody has made since", () => {
    host.transact("change", rebuildInstructions(host));
    host.put("etc/initramfs-tools/initramfs.conf", "MODULES=dep\nCOMPRESS=zstd\n");
    host.updateInitramfs("6.1.0-1");
    host.transact("change", rebuildInstructions(host, "look"));
    expect(host.transact("undo", rebuildRemovals()).out).toContain(
      "note /boot/initrd.img-6.1.0-1 was rebuilt",
    );
    expect(host.read(IMAGE)).toContain("COMPRESS=zstd");
    expect(host.read(IMAGE)).not.toContain("vfio_bind");
  });

  it("makes the image of a kernel anew that came later, which had the script from the start", () => {
    host.transact("change", rebuildInstructions(host));
    host.put("boot/vmlinuz-6.1.0-3", "kernel");
    host.put("lib/modules/6.1.0-3/modules.dep", "");
    host.put("boot/initrd.img-6.1.0-3", "");
    host.updateInitramfs("6.1.0-3");
    const later = "image look initramfs-tools 6.1.0-3 /boot/initrd.img-6.1.0-3";
    expect(host.transact("change", ["binding rebuild", later])).toMatchObject({ code: 0, err: "" });
    expect(host.read("var/lib/pulumi-vfio/images")).toContain("/boot/initrd.img-6.1.0-3 6.1.0-3 ");
    expect(host.transact("undo", rebuildRemovals()).out).toContain(
      "note /boot/initrd.img-6.1.0-3 was rebuilt",
    );
    expect(host.read("boot/initrd.img-6.1.0-3")).not.toContain("vfio_bind");
    expect(host.read(IMAGE)).toBe("from before 6.1.0-1");
  });

  it("leaves nothing behind when the first run was stopped by a hook of others", () => {
    const before = host.manifest();
    host.program("../etc/initramfs-tools/hooks/broken", "exit 1");
    host.transact("change", rebuildInstructions(host));
    host.remove("etc/initramfs-tools/hooks/broken");
    expect(host.transact("change", rebuildInstructions(host, "look")).code).toBe(0);
    host.transact("undo", rebuildRemovals());
    expect(host.manifest()).toEqual(before);
  });

  it("puts back the image from before when no other can be made", () => {
    host.transact("change", rebuildInstructions(host));
    host.put("etc/modprobe.d/theirs.conf", "blacklist pcspkr\n");
    host.program("mkinitramfs", "echo no; exit 1");
    const { code, out } = host.transact("undo", rebuildRemovals());
    expect(code).toBe(0);
    expect(out).toContain("note /boot/initrd.img-6.1.0-1 is the one from before, although settings");
    expect(host.read(IMAGE)).toBe("from before 6.1.0-1");
  });

  it("leaves a kernel alone that is gone", () => {
    host.transact("change", rebuildInstructions(host));
    host.remove("boot/initrd.img-6.1.0-2");
    expect(host.transact("undo", rebuildRemovals()).code).toBe(0);
    expect(host.read("boot/initrd.img-6.1.0-2")).toBeUndefined();
    expect(host.read(IMAGE)).toBe("from before 6.1.0-1");
  });

  it("makes an image anew that there was no room to keep", () => {
    host.program("df", 'echo header; echo "fs 100 99 60000 99% /"');
    host.transact("change", rebuildInstructions(host));
    expect(host.read(`var/lib/pulumi-vfio/base/images/${IMAGE}`)).toBeUndefined();
    expect(host.transact("undo", rebuildRemovals()).out).toContain("because it was not kept");
    expect(host.read(IMAGE)).not.toContain("vfio_bind");
  });
});

describe("a change of the way", () => {
  it("from images to an overlay gives the images back", () => {
    host.transact("change", rebuildInstructions(host));
    const back = KERNELS.map(
      (kernel) => `image restore initramfs-tools ${kernel} /boot/initrd.img-${kernel}`,
    );
    const removed = rebuildRemovals().filter((line) =>
      Object.keys(initramfsTools.files).some((path) => line.endsWith(` ${path}`)),
    );
    const [last = "", ...first] = [...instructions(host)].reverse();
    expect(host.transact("change", [...first.reverse(), ...removed, ...back, last])).toMatchObject({
      code: 0,
      err: "",
    });
    expect(host.read(IMAGE)).toBe("from before 6.1.0-1");
    expect(host.read("boot/vfio/early.cpio")).toBeDefined();
    expect(host.read("boot/grub/grub.cfg")).toContain("/boot/vfio/early.cpio");
    expect(host.read("var/lib/pulumi-vfio/journal")).not.toContain("image ");
  });

  it("from an overlay to images removes the overlay after the menu does not name it", () => {
    const before = host.manifest();
    host.transact("change", instructions(host));
    const [last = "", ...first] = [...rebuildInstructions(host)].reverse();
    expect(host.transact("change", [...first.reverse(), last, "no-overlay"])).toMatchObject({
      code: 0,
      err: "",
    });
    expect(host.read("boot/vfio/early.cpio")).toBeUndefined();
    expect(host.read("boot/grub/grub.cfg")).not.toContain("early.cpio");
    expect(host.transact("undo", [...rebuildRemovals(), ...overlayRemovals()])).toMatchObject({ code: 0 });
    expect(host.manifest()).toEqual(before);
  });
});

function rebuildRemovals(): readonly string[] {
  return Object.keys(filesOf(args, {}, grub, "/boot", initramfsTools)).flatMap((path) => {
    const text = host.read(path.slice(1));
    return text === undefined ? [] : [`remove ${sha256(text)} ${path}`];
  });
}

/** Those of the overlay alone. */
function overlayRemovals(): readonly string[] {
  const own = rebuildRemovals();
  return removals(host).filter((line) => !own.includes(line));
}
