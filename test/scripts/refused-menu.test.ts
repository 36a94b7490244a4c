import { statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { grub } from "../../host/boot/loaders/grub/manage.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { args, DROP_IN, instructions, OURS, removals, tokens, write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const MENU = "boot/grub/grub.cfg";
const more = { ...args, quirk: "1" };

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.dispose());

const refusals: readonly [string, () => void, string][] = [
  ["would not do what it must", () => host.spoilMenu("s/ iommu=pt//"), "lacks iommu=pt"],
  [
    "cannot be made",
    () => host.program("grub-mkconfig", "echo why >&2; exit 1"),
    "why\ngrub-mkconfig failed",
  ],
  ["has a syntax error", () => host.program("grub-script-check", "exit 1"), "syntax error"],
];

describe.each(refusals)("a new boot menu that %s", (_what, spoil, reason) => {
  it("takes the first drop-in away again", () => {
    const before = host.read(MENU);
    spoil();
    const { code, err } = host.transact("change", instructions(host));
    expect(code).toBe(76);
    expect(err).toContain(reason);
    expect(err).toContain(`/${DROP_IN} was put back to what it was: no such file\n`);
    expect([host.read(DROP_IN), host.read(OURS)]).toEqual([undefined, undefined]);
    host.updateGrub();
    expect(host.read(MENU)).toBe(before);
  });

  it("puts the drop-in before back, and the copy of what was written", () => {
    host.transact("change", instructions(host));
    const [menu, ours] = [host.read(MENU), host.read(OURS)];
    host.put(DROP_IN, `${ours}# by hand\n`);
    const { mode } = statSync(join(host.root, DROP_IN));
    spoil();
    const { code, err } = host.transact("change", instructions(host, more));
    expect(code).toBe(76);
    expect(err).toContain(`/${DROP_IN} was put back to what it was\n`);
    expect(host.read(DROP_IN)).toBe(`${ours}# by hand\n`);
    expect(host.read(OURS)).toBe(ours);
    expect(statSync(join(host.root, DROP_IN)).mode).toBe(mode);
    host.updateGrub();
    expect(host.read(MENU)).toBe(menu);
  });

  it("lets the change go on when the cause is gone, and the undo leaves nothing", () => {
    const before = host.manifest();
    const [check] = [host.read("bin/grub-script-check") ?? ""];
    spoil();
    host.transact("change", instructions(host));
    host.program("grub-script-check", check);
    host.updateGrub();
    expect(host.transact("change", instructions(host))).toMatchObject({ code: 0, err: "" });
    expect(host.read("var/lib/pulumi-vfio/drop-in/file")).toBeUndefined();
    host.transact("undo", removals(host));
    expect(host.manifest()).toEqual(before);
  });
});

describe("a change that was cut off before the boot menu", () => {
  it("has its drop-in put back when the next run's menu is refused", () => {
    host.program("cp", 'case $* in */ours/etc/default/*) kill -9 $PPID ;; *) exec /bin/cp "$@" ;; esac');
    expect(host.transact("change", instructions(host)).code).toBeNull();
    host.remove("bin/cp");
    expect(host.read(DROP_IN)).toBe(filesOf(args, {}, grub, "/boot")[`/${DROP_IN}`]);
    host.spoilMenu("s/ iommu=pt//");
    const { code, err } = host.transact("change", [...tokens(), "overlay", "menu"]);
    expect(code).toBe(76);
    expect(err).toContain("was put back to what it was: no such file");
    expect([host.read(DROP_IN), host.read(OURS)]).toEqual([undefined, undefined]);
  });

  it("is undone to the menu from before it, also when a package made one from its drop-in", () => {
    const before = host.manifest();
    host.remove("boot/vmlinuz-6.1.0-1");
    host.program("cpio", "exit 1");
    expect(host.transact("change", instructions(host)).code).toBe(1);
    host.remove("bin/cpio");
    host.put("boot/vmlinuz-6.1.0-1", "kernel");
    host.updateGrub();
    host.transact("change", instructions(host));
    host.transact("undo", removals(host));
    expect(host.manifest()).toEqual(before);
  });
});

describe("an undo whose boot menu cannot be made", () => {
  it("keeps what it needs, and goes on when run again", () => {
    const before = host.manifest();
    host.transact("change", instructions(host));
    const menu = host.read(MENU);
    host.program("grub-mkconfig", "exit 1");
    const { code, err } = host.transact("undo", removals(host));
    expect(code).toBe(76);
    expect(err).toBe("grub-mkconfig failed\n");
    expect(host.read(MENU)).toBe(menu);
    expect(host.read("boot/vfio/early.cpio")).toBeDefined();
    expect(host.read("var/lib/pulumi-vfio/journal")).toBeDefined();
    host.updateGrub();
    expect(host.transact("undo", removals(host))).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("still knows what of a changed drop-in is somebody else's", () => {
    host.transact("change", instructions(host));
    const ours = host.read(OURS);
    host.program("grub-mkconfig", "exit 1");
    host.transact("undo", [write(host, `/${DROP_IN}`, "GRUB_TIMEOUT=9\n")]);
    expect([host.read(DROP_IN), host.read(OURS)]).toEqual(["GRUB_TIMEOUT=9\n", ours]);
  });
});

describe("an overlay that cannot be built", () => {
  it("does not leave the new drop-in to whoever makes the menu next", () => {
    const before = host.read(MENU);
    host.program("cpio", "echo 'No space left on device' >&2; exit 2");
    const { code, err } = host.transact("change", instructions(host));
    expect(code).not.toBe(0);
    expect(code).not.toBe(75);
    expect(err).toContain("No space left on device");
    expect(err).toContain(`/${DROP_IN} was put back to what it was: no such file\n`);
    expect([host.read(DROP_IN), host.read(OURS)]).toEqual([undefined, undefined]);
    host.updateGrub();
    expect(host.read(MENU)).toBe(before);
  });
});

it("a run that touches nothing leaves the drop-in of a run that was cut off to the one that goes on", () => {
  host.program("cpio", "kill -9 $PPID");
  host.transact("change", instructions(host));
  host.put("var/lib/pulumi-vfio/drop-in/file", "before\n");
  const now = host.read(DROP_IN);
  const planned = instructions(host, more);
  host.put(DROP_IN, "somebody\n");
  expect(host.transact("change", planned).code).toBe(75);
  expect(host.read(DROP_IN)).toBe("somebody\n");
  expect(now).not.toBe("before\n");
});
