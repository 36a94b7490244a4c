import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bindScript } from "../../host/boot/on-host/overlay-files.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { GROUP } from "./by-tool.ts";
import { CMDLINE, FakeSnapshots, KERNEL } from "./fake-snapshots.ts";

let host: FakeSnapshots;
beforeEach(() => {
  host = new FakeSnapshots();
});
afterEach(() => host.dispose());

const BIND = sha256(bindScript);
const runs = () => (host.read("sdbootutil.log") ?? "").trim().split("\n").slice(2);

describe("sdbootutil", () => {
  it("makes image and entry of the running snapshot with ours, and leaves those of other snapshots alone", () => {
    const before = [host.entry(3), host.imageOf(4)];
    expect(host.change()).toMatchObject({ code: 0, err: "" });
    expect(host.read(CMDLINE)).toBe(`root=UUID=8f71b02c splash=silent ${GROUP}\n`);
    expect(host.entry(4)).toContain(`${GROUP} rootflags=subvol=@/.snapshots/4/snapshot\n`);
    expect([host.entry(3), host.imageOf(3)]).toEqual(before);
    expect(host.imageOf(4)).not.toBe(host.imageOf(3));
    expect(host.record()).toEqual([[`/boot/efi${host.imageOf(4)}`, KERNEL, BIND]]);
    expect(runs()).toEqual(["--no-reuse-initrd add-all-kernels"]);
    expect(host.read("var/lib/pulumi-vfio/entries-due")).toBeUndefined();
  });

  it("is judged by no entry of another system, or of another snapshot", () => {
    const other = (host.entry(4) ?? "")
      .replace("root=UUID=8f71b02c", "root=UUID=0")
      .replace("initrd-", "initrd-0");
    host.put(`boot/efi/loader/entries/other-${KERNEL}-4.conf`, other);
    expect(host.change()).toMatchObject({ code: 0, err: "" });
    expect(host.record()).toEqual([[`/boot/efi${host.imageOf(4)}`, KERNEL, BIND]]);
  });

  it("needs no snapshots", () => {
    host.put("proc/cmdline", "initrd=\\suse\\x root=UUID=8f71b02c splash=silent\n");
    host.withoutSnapshots();
    expect(host.change()).toMatchObject({ code: 0, err: "" });
    expect(host.entry(4)).toMatch(/vfio_bind=\S+$/m);
    expect(host.record()).toEqual([[`/boot/efi${host.imageOf(4)}`, KERNEL, BIND]]);
    expect(host.undo()).toMatchObject({ code: 0, err: "" });
    expect(host.entry(4)).not.toContain("vfio_bind");
  });

  it("keeps the image when only arguments change", () => {
    host.change();
    const image = host.imageOf(4);
    expect(host.change("none", { vfio_bind: "0000:02:00.0@1:2" })).toMatchObject({ code: 0, err: "" });
    expect(host.entry(4)).toContain("splash=silent vfio_bind=0000:02:00.0@1:2 rootflags=");
    expect(host.imageOf(4)).toBe(image);
    expect(runs()).toEqual(["--no-reuse-initrd add-all-kernels", "add-all-kernels"]);
    expect(host.record()).toEqual([[`/boot/efi${image}`, KERNEL, BIND]]);
  });

  it("remembers the image that somebody has made anew with ours in it, and no other", () => {
    host.change();
    const first = host.imageOf(4);
    host.put("etc/dracut.conf", "compress=zstd\n");
    host.snapshot(5);
    host.program("update", "sdbootutil --no-reuse-initrd add-all-kernels");
    host.run("update");
    expect(host.imageOf(4)).not.toBe(first);
    expect(host.change("look")).toMatchObject({ code: 0, err: "" });
    expect(runs().at(-1)).toBe("add-all-kernels");
    expect(host.record()).toEqual([[`/boot/efi${host.imageOf(4)}`, KERNEL, BIND]]);
  });

  it("makes an image anew that was looked into in vain", () => {
    expect(host.change("look")).toMatchObject({ code: 0, err: "" });
    expect(runs()).toEqual(["--no-reuse-initrd add-all-kernels"]);
    expect(host.record()).toHaveLength(1);
  });

  it.each([
    ["the bind script", "rm -f vfio/bind", /the bind script is not in it/],
    ["its start", "rm -rf var/lib/dracut", /nothing starts the bind script/],
    ["a module", "rm -f lib/modules/vfio-pci.ko.zst", /the module vfio-pci is not in it/],
  ])("that makes an image without %s stops the run, and the next one goes on", (_, spoil, reason) => {
    const before = host.manifest();
    host.dracut(spoil);
    const { code, err } = host.change();
    expect(code).toBe(76);
    expect(err).toMatch(reason);
    expect(host.record()).toEqual([]);
    host.dracut();
    expect(host.change().code).toBe(0);
    expect(host.record()).toHaveLength(1);
    expect(host.undo()).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("is known to have an image to make when a later run did not come to it", () => {
    host.change();
    host.dracut("rm -f vfio/bind");
    expect(host.change().code).toBe(76);
    expect(host.record()).toContainEqual([`/boot/efi/suse/${KERNEL}/initrd`, KERNEL, "due"]);
    host.dracut();
    expect(host.change().code).toBe(0);
    expect(host.record()).toEqual([[`/boot/efi${host.imageOf(4)}`, KERNEL, BIND]]);
  });

  it("whose dracut fails stops the run with what it said, and the entry stays", () => {
    const entry = host.entry(4);
    host.dracut("false");
    const { code, err } = host.change();
    expect(code).toBe(76);
    expect(err).toMatch(/dracut failed\nsdbootutil could not make the boot entries/);
    expect(host.entry(4)).toBe(entry);
  });

  it("is not run when it would remove entries of other snapshots to make room", () => {
    const before = host.manifest();
    host.program("df", "echo header; echo /dev/x 100 99 1 99% /boot/efi");
    const { code, err } = host.change();
    expect(code).toBe(75);
    expect(err).toMatch(/only 1 kB are free in \/boot\/efi, \d+ kB are needed.*snapper delete/);
    expect(host.manifest()).toEqual(before);
  });
});

describe("an undo with sdbootutil", () => {
  it("gives back byte for byte what was there, the image, too, when nothing that it is made from has changed", () => {
    const before = host.manifest();
    host.change();
    expect(host.images()).toHaveLength(2);
    expect(host.undo()).toMatchObject({ code: 0, err: "", out: expect.not.stringContaining("note") });
    expect(host.manifest()).toEqual(before);
  });

  it("keeps what somebody has added to the arguments since", () => {
    host.change();
    host.put(CMDLINE, (host.read(CMDLINE) ?? "").replace("\n", " debug\n"));
    expect(host.undo().out).toContain(`note /${CMDLINE} was changed by another program or by you`);
    expect(host.entry(4)).toContain("splash=silent debug rootflags=");
  });

  it("says which entries of snapshots that were made meanwhile keep ours", () => {
    host.change();
    host.snapshot(5);
    const { code, out } = host.undo();
    expect(code).toBe(0);
    expect(out).toMatch(
      /note boot entries of snapshots that were made meanwhile .*: suse-6.1.0-1-5.conf; they go/,
    );
    expect(host.entry(5)).toContain(GROUP);
  });

  it("takes the arguments out of the entries also when no image can be made, and the next one goes on", () => {
    const before = host.manifest();
    host.change();
    host.dracut("false");
    expect(host.undo()).toMatchObject({ code: 76, err: expect.stringContaining("dracut failed") });
    expect(host.entry(4)).not.toContain("vfio_bind");
    host.dracut();
    expect(host.undo()).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("is refused before anything is touched when it would cost entries of other snapshots", () => {
    host.change();
    const before = host.manifest();
    host.program("df", "echo header; echo /dev/x 100 99 1 99% /boot/efi");
    expect(host.undo()).toMatchObject({ code: 75, err: expect.stringContaining("snapper delete") });
    expect(host.manifest()).toEqual(before);
  });
});
