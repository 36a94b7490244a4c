import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bindScript } from "../../host/boot/on-host/overlay-files.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { DROP_IN } from "./boot-instructions.ts";
import { FakeImages, KERNELS, rebuildInstructions } from "./fake-images.ts";

const IMAGE = "boot/initrd.img-6.1.0-1";
const NEWER = "boot/initrd.img-6.1.0-2";
const RECORD = "var/lib/pulumi-vfio/images";

let host: FakeImages;
beforeEach(() => {
  host = new FakeImages();
});
afterEach(() => host.dispose());

describe("images made anew", () => {
  it("carry the bind script, what starts it, and the modules, of every kernel", () => {
    expect(host.transact("change", rebuildInstructions(host))).toMatchObject({ code: 0, err: "" });
    for (const image of [IMAGE, NEWER]) {
      expect(content(image, "./vfio/bind")).toBe(bindScript);
      expect(content(image, "./scripts/init-top/ORDER")).toMatch(/^\/scripts\/init-top\/00-pulumi-vfio /);
    }
    expect(host.read(RECORD)).toBe(
      KERNELS.map(
        (kernel) =>
          `/${image(kernel)} ${kernel} ${sha256(bindScript)} ${signature(image(kernel))} initramfs-tools\n`,
      ).join(""),
    );
    const menu = host.read("boot/grub/grub.cfg");
    expect(menu).toContain("vfio_bind=");
    expect(menu).not.toContain("early.cpio");
    expect(host.read("boot/vfio/early.cpio")).toBeUndefined();
  });

  it("keep the original, and nothing half done", () => {
    host.transact("change", rebuildInstructions(host));
    expect(host.read(`var/lib/pulumi-vfio/base/images/${IMAGE}`)).toBe("from before 6.1.0-1");
    expect(Object.keys(host.manifest()).filter((path) => /^boot\/\./.test(path))).toEqual([]);
  });

  it("are the same after a second run", () => {
    host.transact("change", rebuildInstructions(host));
    const before = host.manifest();
    expect(host.transact("change", rebuildInstructions(host, "look")).code).toBe(0);
    expect(host.manifest()).toEqual(before);
  });

  it.each<[string, string, string]>([
    ["the script", "rm vfio/bind", "the bind script is not in it"],
    ["another script", "echo other >vfio/bind", "the bind script is not in it"],
    ["the start", "rm scripts/init-top/00-pulumi-vfio", "nothing starts the bind script"],
    ["the order", "sed -i /00-pulumi-vfio/d scripts/init-top/ORDER", "nothing starts the bind script"],
    [
      "the order before udev",
      "tac scripts/init-top/ORDER >x && mv x scripts/init-top/ORDER",
      "nothing starts the bind script",
    ],
    ["a module", "rm lib/modules/*/vfio-pci.ko", "the module vfio-pci is not in it"],
  ])("are refused without %s, and the old ones stay", (_what, spoil, reason) => {
    const images = [host.read(IMAGE), host.read(NEWER), host.read("boot/grub/grub.cfg")];
    host.tool(spoil);
    const { code, err } = host.transact("change", rebuildInstructions(host));
    expect(code).toBe(76);
    expect(err).toContain("the new /boot/initrd.img-6.1.0-1 would not do what it must, the old one was kept");
    expect(err).toContain(reason);
    expect([host.read(IMAGE), host.read(NEWER), host.read("boot/grub/grub.cfg")]).toEqual(images);
    expect(host.read(DROP_IN)).toBeUndefined();
  });

  it("are refused when a hook of others fails, with what the tool said", () => {
    host.program("../etc/initramfs-tools/hooks/broken", "exit 1");
    const before = host.read(IMAGE);
    const { code, err } = host.transact("change", rebuildInstructions(host));
    expect(code).toBe(76);
    expect(err).toContain("E: hooks/broken failed with return 1.");
    expect(err).toContain("could not be rebuilt by initramfs-tools; the old one was kept");
    expect(host.read(IMAGE)).toBe(before);
    expect(Object.keys(host.manifest()).filter((path) => /^boot\/\./.test(path))).toEqual([]);
  });

  it("are refused before anything is touched when there is no room beside the old ones", () => {
    host.put(IMAGE, "x".repeat(200_000));
    host.program("df", 'echo header; echo "fs 100 99 100 99% /boot"');
    const before = host.manifest();
    const { code, err } = host.transact("change", rebuildInstructions(host));
    expect(code).toBe(75);
    expect(err).toContain("only 100 kB are free in /boot, 234 kB are needed");
    expect(host.manifest()).toEqual(before);
  });

  it("are looked into when somebody made them, and made anew only where something is missing", () => {
    host.transact("change", rebuildInstructions(host));
    host.put("etc/initramfs-tools/initramfs.conf", "MODULES=dep\n");
    host.updateInitramfs("6.1.0-1");
    host.put(NEWER, "somebody");
    const theirs = host.read(IMAGE);
    expect(host.transact("change", rebuildInstructions(host, "look"))).toMatchObject({ code: 0, err: "" });
    expect(host.read(IMAGE)).toBe(theirs);
    expect(content(NEWER, "./vfio/bind")).toBe(bindScript);
    expect(host.read(RECORD)).toContain(signature(IMAGE));
    expect(host.read(RECORD)).toContain(signature(NEWER));
  });
});

function image(kernel: string): string {
  return `boot/initrd.img-${kernel}`;
}

function signature(path: string): string {
  const { size, mtimeMs } = statSync(join(host.root, path));
  return `${size}-${Math.floor(mtimeMs / 1_000)}`;
}

function content(path: string, member: string): string {
  return spawnSync("tar", ["-xOf", join(host.root, path), member], { encoding: "utf8" }).stdout;
}
