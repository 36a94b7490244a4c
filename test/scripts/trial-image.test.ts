import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bindScript } from "../../host/boot/on-host/overlay-files.ts";
import { rebuildInstructions } from "./fake-images.ts";
import { IMAGE, TRIED, TrialImageHost } from "./trial-image-host.ts";

const STATE = "var/lib/pulumi-vfio";
const DONE = { code: 0, err: "" };

let host: TrialImageHost;
beforeEach(() => {
  host = new TrialImageHost();
});
afterEach(() => host.dispose());

describe("the image of a trial", () => {
  it("is made of the planned files, and changes none that is there", () => {
    const before = host.manifest();
    expect(host.arm()).toMatchObject(DONE);
    expect(content(TRIED, "./vfio/bind")).toBe(bindScript);
    expect(content(TRIED, "./scripts/init-top/ORDER")).toMatch(/^\/scripts\/init-top\/00-pulumi-vfio /);
    expect(host.read("boot/grub/custom.cfg")).toContain("if initrd /boot/vfio/trial.img; then");
    expect(changedOrGone(before)).toEqual([]);
    host.boot(false);
    host.recover();
    host.disarm("forget");
    expect(host.manifest()).toEqual(before);
  });

  it("is made without files that are taken away", () => {
    host.transact("change", rebuildInstructions(host));
    host.remove(`${STATE}/base/images`);
    const before = host.manifest();
    expect(host.arm(host.trial("undo"))).toMatchObject(DONE);
    expect(host.read(TRIED)).toContain("MODULES=most");
    expect(host.read(TRIED)).not.toContain("vfio_bind");
    expect(changedOrGone(before)).toEqual([]);
  });

  it("is a copy of the host's own where that needs only a look and has everything, else it is made", () => {
    host.transact("change", rebuildInstructions(host));
    host.countTool();
    const trial = host.trialWith("look");
    expect(host.arm(trial)).toMatchObject(DONE);
    expect([host.read(TRIED), host.read("made")]).toEqual([host.read(IMAGE), undefined]);
    host.disarm("forget");
    host.put(IMAGE, "somebody's");
    expect(host.arm(trial)).toMatchObject(DONE);
    expect([content(TRIED, "./vfio/bind"), host.read(IMAGE)]).toEqual([bindScript, "somebody's"]);
  });

  it.each([
    [
      "would not do what it must",
      (on: TrialImageHost) => on.tool("rm vfio/bind"),
      "the bind script is not in it",
    ],
    [
      "cannot be made",
      (on: TrialImageHost) => on.program("../etc/initramfs-tools/hooks/broken", "exit 1"),
      "E: hooks/broken failed with return 1.\nthere is no image for the trial, like /boot/initrd.img-6.1.0-1: it could not be made by initramfs-tools",
    ],
  ])("that %s arms nothing, and is taken away", (_what, spoil, reason) => {
    spoil(host);
    const before = host.manifest();
    const { code, err } = host.arm();
    expect([code, err]).toEqual([76, expect.stringContaining(reason)]);
    expect(host.read("boot/grub/pulumi-vfio.env")).toBeUndefined();
    host.disarm("forget");
    expect(host.manifest()).toEqual(before);
  });

  it.each([
    [
      "there may be no mount namespace",
      (on: TrialImageHost) =>
        on.program("unshare", "echo unshare failed: Operation not permitted >&2; exit 1"),
      "in a mount namespace of its own: unshare failed: Operation not permitted",
    ],
    [
      "the mount namespace would be that of the host",
      (on: TrialImageHost) => on.program("unshare", 'shift; exec "$@"'),
      "in a mount namespace of its own: unshare has made no mount namespace",
    ],
    [
      "nothing can be mounted",
      (on: TrialImageHost) => on.program("mount", "echo mount: no tmpfs >&2; exit 32"),
      "in a mount namespace of its own: mount: no tmpfs",
    ],
    [
      "there is no room for it",
      (on: TrialImageHost) => {
        on.put(IMAGE, "x".repeat(200_000));
        on.program(
          "df",
          'case $2 in */boot) free=200 ;; *) free=999999 ;; esac; echo header; echo "fs 900 700 $free 99% /boot"',
        );
      },
      "only 200 kB are free in /boot, 234 kB are needed to",
    ],
  ])("is refused before anything is touched where %s", (_what, spoil, reason) => {
    spoil(host);
    const before = host.manifest();
    const { code, err } = host.arm();
    expect([code, err]).toEqual([75, expect.stringContaining(reason)]);
    expect(host.manifest()).toEqual(before);
  });

  it("does not let what it takes to be made count as waiting for the reboot", () => {
    const record = () => Number(/^since (\d+)$/m.exec(host.read(`${STATE}/trial/record`) ?? "")?.[1]);
    host.tool("sleep 2");
    const begun = Math.floor(Date.now() / 1_000);
    host.arm();
    expect(record() - begun).toBeGreaterThanOrEqual(2);
  });
});

function changedOrGone(before: Readonly<Record<string, string>>): readonly string[] {
  return host.differing(before).filter((path) => before[path] !== undefined);
}

function content(path: string, member: string): string {
  return spawnSync("tar", ["-xOf", join(host.root, path), member], { encoding: "utf8" }).stdout;
}
