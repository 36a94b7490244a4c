import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EntryHost } from "./entry-editor.ts";

const DEBIAN = `title      Debian GNU/Linux 12
version    6.1.0-1
machine-id 0123
options    root=LABEL=root ro iommu=pt quiet
linux      /0123/6.1.0-1/linux
initrd     /0123/6.1.0-1/initrd.img-6.1.0-1
`;

let host: EntryHost;
beforeEach(() => {
  host = new EntryHost("boot/efi");
});
afterEach(() => host.dispose());

describe("an entry of this system", () => {
  beforeEach(() => host.putEntry("a", DEBIAN));

  it("gets the arguments at the end, and the overlay before the host's own image", () => {
    expect(host.edit("add")).toMatchObject({ code: 0, err: "" });
    expect(
      host.entry("a"),
    ).toBe(`# pulumi-vfio added: intel_iommu=on iommu=pt vfio_bind=0000:01:00.0@1234:1111
title      Debian GNU/Linux 12
version    6.1.0-1
machine-id 0123
options    root=LABEL=root ro iommu=pt quiet intel_iommu=on iommu=pt vfio_bind=0000:01:00.0@1234:1111
linux      /0123/6.1.0-1/linux
initrd /vfio/early.cpio
initrd     /0123/6.1.0-1/initrd.img-6.1.0-1
`);
  });

  it("stays as it is when the same is added again", () => {
    host.edit("add");
    const once = host.entry("a");
    host.edit("add");
    expect(host.entry("a")).toBe(once);
  });

  it("gets other arguments instead of those of an earlier run", () => {
    host.edit("add");
    host.want("iommu=pt", "vfio_bind=0000:02:00.0@1234:1111");
    host.edit("add");
    expect(host.entry("a")).toContain(
      "options    root=LABEL=root ro iommu=pt quiet iommu=pt vfio_bind=0000:02:00.0@1234:1111\n",
    );
    expect(host.edit("remove").code).toBe(0);
    expect(host.entry("a")).toBe(DEBIAN);
  });

  it("loses ours and keeps what somebody wrote between and behind", () => {
    host.edit("add");
    host.putEntry(
      "a",
      host.entry("a").replace(/^(options.*) iommu=pt (vfio_bind=.*)$/m, "$1 loglevel=7 iommu=pt $2 debug"),
    );
    host.edit("remove");
    expect(host.entry("a")).toBe(DEBIAN.replace("quiet", "quiet loglevel=7 debug"));
  });

  it("loses ours when somebody took away a part of it", () => {
    host.edit("add");
    host.putEntry("a", host.entry("a").replace("quiet intel_iommu=on iommu=pt vfio_bind", "quiet vfio_bind"));
    host.edit("remove");
    expect(host.entry("a")).toContain("quiet\n");
    expect(host.entry("a")).not.toContain("vfio");
  });
});

it.each([
  ["no end of the last line", DEBIAN.trimEnd()],
  ["DOS line ends", DEBIAN.replaceAll("\n", "\r\n")],
  ["no options", DEBIAN.replace(/^options.*\n/m, "")],
  ["an empty line of options", DEBIAN.replace(/^options.*$/m, "options")],
  ["an empty line of options before another", `options\n${DEBIAN}`],
  ["no initrd", DEBIAN.replace(/^initrd.*\n/m, "")],
  ["several lines of options and images", `${DEBIAN}options debug\ninitrd /more.img\n`],
  ["comments and empty lines", `# made by hand\n\n${DEBIAN}\n# end\n`],
  ["no machine-id and an installed kernel", DEBIAN.replace(/^machine-id.*\n/m, "")],
])("an entry with %s is edited, and restored byte for byte", (_, text) => {
  host.putEntry("a", text);
  expect(host.edit("add").code).toBe(0);
  expect(host.entry("a")).toContain("initrd /vfio/early.cpio");
  expect(host.entry("a").match(/^options.*$/m)?.[0]).toMatch(/ vfio_bind=0000:01:00.0@1234:1111\r?$/);
  host.edit("remove");
  expect(host.entry("a")).toBe(text);
});

it.each([
  ["of another system", DEBIAN.replace("0123", "4567")],
  ["without a kernel", "title Firmware\nefi /shell.efi\n"],
  ["of a program that is no kernel of this system", "title Memory test\nlinux /memtest86.bin\n"],
  ["for recovery", DEBIAN.replace("quiet", "single")],
  ["of a kernel that is not installed", DEBIAN.replace(/^machine-id.*\n/m, "").replace("6.1.0-1", "5.0")],
])("an entry %s is left alone", (_, text) => {
  host.putEntry("a", text);
  expect(host.edit("add")).toMatchObject({ code: 0, err: "" });
  expect(host.entry("a")).toBe(text);
});

it("an entry that was made of the running command line for a new kernel is restored without ours", () => {
  host.putEntry("a", DEBIAN);
  host.edit("add");
  host.putEntry("b", DEBIAN.replace("quiet", "quiet vfio_bind=0000:01:00.0@1234:1111"));
  host.edit("remove");
  expect(host.entry("b")).toBe(DEBIAN);
});

describe("an entry made by hand (Arch), without machine-id and version", () => {
  const ARCH =
    "title Arch Linux\nlinux /vmlinuz-linux\ninitrd /intel-ucode.img\ninitrd /initramfs-linux.img\noptions root=1 rw\n";
  beforeEach(() => host.put("lib/modules/6.8.5-arch1-1/pkgbase", "linux\n"));

  it("is this system's when its kernel has the name of an installed package", () => {
    host.putEntry("a", ARCH);
    host.edit("add");
    expect(host.entry("a")).toContain("initrd /vfio/early.cpio\ninitrd /intel-ucode.img\n");
    host.edit("remove");
    expect(host.entry("a")).toBe(ARCH);
  });

  it.each([
    ["of a package that is not installed", ARCH.replace("vmlinuz-linux", "vmlinuz-linux-zen")],
    [
      "with the fallback image",
      ARCH.replace("initramfs-linux", "initramfs-linux-fallback").replace("initrd /intel-ucode.img\n", ""),
    ],
  ])("is left alone: %s", (_, text) => {
    host.putEntry("a", text);
    host.edit("add");
    expect(host.entry("a")).toBe(text);
  });
});

it("where there is no room for one entry, all stay as they are", () => {
  const long = DEBIAN.replace("quiet", `quiet ${"x".repeat(8_000)}`);
  host.putEntry("a", DEBIAN);
  host.putEntry("b", long);
  const before = host.manifest();
  expect(host.edit("add", "4").code).not.toBe(0);
  expect(host.manifest()).toEqual(before);
  expect(host.edit("add").code).toBe(0);
  expect(host.entry("b")).toContain("initrd /vfio/early.cpio");
});

it("where awk does not tell that there is no room, all stay as they are", () => {
  host.putEntry("a", DEBIAN);
  host.putEntry("b", DEBIAN.replace("quiet", `quiet ${"x".repeat(8_000)}`));
  host.program("awk", '/usr/bin/awk "$@"; code=$?; [ $code -lt 128 ] || exit 0; exit $code');
  const before = host.manifest();
  expect(host.edit("add", "4")).toMatchObject({ code: 1, err: expect.stringContaining("no room") });
  expect(host.manifest()).toEqual(before);
});

describe("an entry that was edited and that somebody made one for recovery since", () => {
  beforeEach(() => {
    host.putEntry("a", DEBIAN);
    host.edit("add");
    host.putEntry("a", host.entry("a").replace("ro iommu=pt quiet", "ro iommu=pt single"));
  });

  it.each(["add", "remove"] as const)("loses ours with %s", (what) => {
    expect(host.edit(what)).toMatchObject({ code: 0, err: "" });
    expect(host.entry("a")).toBe(DEBIAN.replace("quiet", "single"));
  });
});

it("an entry that was edited and is not this system's any more loses ours with the others, not before", () => {
  host.putEntry("a", DEBIAN);
  host.edit("add");
  host.put("etc/machine-id", "4567\n");
  const edited = host.entry("a");
  host.edit("add");
  expect(host.entry("a")).toBe(edited);
  host.edit("remove");
  expect(host.entry("a")).toBe(DEBIAN);
});
