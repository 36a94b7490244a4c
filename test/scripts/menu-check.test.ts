import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { args, DROP_IN, GPU, instructions } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const MENU = "boot/grub/grub.cfg";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.dispose());

describe("the check of a new boot menu", () => {
  it.each([
    ["lacks a token", "s/ iommu=pt//", "lacks iommu=pt"],
    ["captures in recovery", "s/single/single vfio_bind=x/", "a recovery entry has vfio_bind=x"],
    ["does not load the overlay", "s,/boot/vfio/early.cpio ,,", "before its last image"],
    [
      "loads the overlay last",
      "s,\\(initrd.\\)\\(/boot/vfio[^ ]*\\) \\(.*\\),\\1\\3 \\2,",
      "before its last image",
    ],
  ])("keeps the old menu when the new one %s", (_what, spoil, reason) => {
    const before = host.read(MENU);
    host.spoilMenu(spoil);
    const { code, err } = host.transact("change", instructions(host));
    expect(code).toBe(76);
    expect(err).toContain(reason);
    expect(host.read(MENU)).toBe(before);
  });

  it("accepts an early image of the host's own before the overlay", () => {
    host.put("boot/own.cpio", "own");
    host.put(
      "etc/default/grub",
      'GRUB_CMDLINE_LINUX_DEFAULT="quiet"\nGRUB_EARLY_INITRD_LINUX_CUSTOM="own.cpio"\n',
    );
    expect(host.transact("change", instructions(host))).toMatchObject({ code: 0, err: "" });
    expect(host.read(MENU)).toContain(
      "initrd\t/boot/own.cpio /boot/vfio/early.cpio /boot/initrd.img-6.1.0-1\n",
    );
  });

  it("accepts a kernel that has no image of its own", () => {
    host.spoilMenu("s, /boot/initrd.*,,");
    expect(host.transact("change", instructions(host))).toMatchObject({ code: 0, err: "" });
    expect(host.read(MENU)).toContain("initrd\t/boot/vfio/early.cpio\n");
  });

  const odd = String.raw`a\tb\nc.*[0]&%s`;
  it("takes a token literally, in the journal as well", () => {
    const { code, err } = host.transact("change", instructions(host, { ...args, quirk: odd }));
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(host.read(MENU)).toContain(`iommu=pt quirk=${odd} vfio_bind=${GPU}`);
    expect(host.read("var/lib/pulumi-vfio/journal")).toContain(`token quirk=${odd}\n`);
  });

  it("takes no other token for one that looks like a pattern for it", () => {
    host.spoilMenu("s/quirk=a.c/quirk=abc/");
    const { code, err } = host.transact("change", instructions(host, { ...args, quirk: "a.c" }));
    expect(code).toBe(76);
    expect(err).toContain("lacks quirk=a.c");
    expect(host.read(DROP_IN)).toBeUndefined();
  });
});
