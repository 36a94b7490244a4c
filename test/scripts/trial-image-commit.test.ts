import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bindScript } from "../../host/boot/on-host/overlay-files.ts";
import { rebuildInstructions } from "./fake-images.ts";
import { IMAGE, NEWER, TRIED, TrialImageHost } from "./trial-image-host.ts";

const STATE = "var/lib/pulumi-vfio";
const PROVEN = "run/pulumi-vfio/proven-image";
const DONE = { code: 0, err: "" };

let host: TrialImageHost;
beforeEach(() => {
  host = new TrialImageHost();
});
afterEach(() => host.dispose());

describe("keeping an image that was tried", () => {
  it("puts the very one into place, makes those of other kernels, and ends as without a trial", () => {
    const plain = new TrialImageHost();
    plain.transact("change", ["copies", ...rebuildInstructions(plain)]);
    tried();
    const image = host.read(TRIED);
    host.countTool();
    const { code, err, out } = host.commit();
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("taking the image that was tried for /boot/initrd.img-6.1.0-1");
    expect([host.read(IMAGE), host.read("made")]).toEqual([image, "6.1.0-2\n"]);
    host.remove(`${STATE}/proven`);
    expect(comparable(host)).toEqual(comparable(plain));
    plain.dispose();
  });

  it("puts it into place also where the boot loader has a copy of the image", () => {
    const copy = "boot/efi/id/6.1.0-1/initrd.img-6.1.0-1";
    host.put(copy, host.read(IMAGE) ?? "");
    const trial = host.trial();
    const payload = [`image build initramfs-tools 6.1.0-1 /${copy}`, ...trial.payload];
    expect(host.arm({ ...trial, payload })).toMatchObject(DONE);
    host.boot(true);
    const image = host.read(TRIED);
    host.countTool();
    expect(host.commit()).toMatchObject(DONE);
    expect([host.read(copy), host.read(IMAGE), host.read("made")]).toEqual([image, image, "6.1.0-2\n"]);
  });

  it("needs room for no other one of that kernel", () => {
    host.put(IMAGE, "x".repeat(200_000));
    tried();
    host.program("df", 'echo header; echo "fs 900 700 200 99% /boot"');
    expect(host.commit()).toMatchObject(DONE);
  });

  it("says until the next boot that it is proven", () => {
    tried();
    host.commit();
    expect(host.read(PROVEN)).toMatch(/^\d+ \/boot\/initrd\.img-6\.1\.0-1\n$/);
  });

  it.each([
    [
      "settings that it was made from",
      (on: TrialImageHost) => on.put("etc/modprobe.d/theirs.conf", "blacklist pcspkr\n"),
      true,
    ],
    ["the host's own image", (on: TrialImageHost) => on.put(IMAGE, "somebody's"), false],
  ])("makes another one where somebody has changed %s since", (_what, change, isIn) => {
    tried();
    change(host);
    host.countTool();
    expect(host.commit()).toMatchObject(DONE);
    expect(host.read("made")).toBe("6.1.0-1\n6.1.0-2\n");
    expect(content(IMAGE, "./vfio/bind")).toBe(bindScript);
    expect(host.read(IMAGE)?.includes("blacklist pcspkr")).toBe(isIn);
    expect([host.read(TRIED), host.read(PROVEN) === undefined]).toEqual([undefined, isIn]);
  });

  it("is undone without a trace by an undo that is tried, with the image from before", () => {
    const before = host.manifest();
    tried();
    host.commit();
    host.countTool();
    host.program("unshare", "exit 1");
    expect(host.arm(host.trial("undo"))).toMatchObject(DONE);
    expect(host.read(TRIED)).toBe("from before 6.1.0-1");
    host.boot(true);
    expect(host.commit()).toMatchObject(DONE);
    expect([host.read("made"), host.differing(before)]).toEqual([undefined, []]);
    expect(host.read(PROVEN)).toMatch(/ \/boot\/initrd\.img-6\.1\.0-1\n$/);
  });

  it("is taken by an undo of an image that was not kept", () => {
    host.transact("change", rebuildInstructions(host));
    host.remove(`${STATE}/base/images/boot/initrd.img-6.1.0-1`);
    expect(host.arm(host.trial("undo"))).toMatchObject(DONE);
    const image = host.read(TRIED);
    host.boot(true);
    host.countTool();
    const { code, out } = host.commit();
    expect(code).toBe(0);
    expect(out).toContain("note /boot/initrd.img-6.1.0-1 was rebuilt without our files");
    expect([host.read(IMAGE), host.read(NEWER), host.read("made")]).toEqual([
      image,
      "from before 6.1.0-2",
      undefined,
    ]);
  });
});

function tried(): void {
  expect(host.arm()).toMatchObject(DONE);
  host.boot(true);
}

/** The lines of the journal and of the record in any order; times of images differ. */
function comparable(on: TrialImageHost) {
  const sorted = (path: string) =>
    (on.read(path) ?? "")
      .split("\n")
      .sort()
      .map((line) => line.replace(/-\d{10} /, " "));
  const lists = [`${STATE}/journal`, `${STATE}/images`].map((path) => [path, sorted(path)]);
  return { ...on.manifest(), ...Object.fromEntries(lists) };
}

function content(path: string, member: string): string {
  return spawnSync("tar", ["-xOf", join(host.root, path), member], { encoding: "utf8" }).stdout;
}
