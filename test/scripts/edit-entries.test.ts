import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeHost } from "./fake-host.ts";

const SCRIPT = fileURLToPath(new URL("../../host/kernel/loaders/scripts/edit-entries.sh", import.meta.url));
const OURS = "usr/local/lib/pulumi-vfio";
const ENTRIES = "boot/efi/loader/entries";
const DEBIAN = `title      Debian GNU/Linux 12
version    6.1.0-1
machine-id 0123
options    root=LABEL=root ro iommu=pt quiet
linux      /0123/6.1.0-1/linux
initrd     /0123/6.1.0-1/initrd.img-6.1.0-1
`;

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.put("etc/machine-id", "0123\n");
  host.put(`${OURS}/boot-folder`, "/boot/efi\n");
  want("intel_iommu=on", "iommu=pt", "vfio_bind=0000:01:00.0@1234:1111");
});
afterEach(() => host.dispose());

describe("an entry of this system", () => {
  beforeEach(() => host.put(`${ENTRIES}/a.conf`, DEBIAN));

  it("gets the arguments at the end, and the overlay before the host's own image", () => {
    expect(edit("add")).toMatchObject({ code: 0, err: "" });
    expect(entry("a")).toBe(`# pulumi-vfio added: intel_iommu=on iommu=pt vfio_bind=0000:01:00.0@1234:1111
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
    edit("add");
    const once = entry("a");
    edit("add");
    expect(entry("a")).toBe(once);
  });

  it("gets other arguments instead of those of an earlier run", () => {
    edit("add");
    want("iommu=pt", "vfio_bind=0000:02:00.0@1234:1111");
    edit("add");
    expect(entry("a")).toContain(
      "options    root=LABEL=root ro iommu=pt quiet iommu=pt vfio_bind=0000:02:00.0@1234:1111\n",
    );
    expect(edit("remove").code).toBe(0);
    expect(entry("a")).toBe(DEBIAN);
  });

  it("loses ours and keeps what somebody wrote between and behind", () => {
    edit("add");
    host.put(
      `${ENTRIES}/a.conf`,
      entry("a").replace(/^(options.*) iommu=pt (vfio_bind=.*)$/m, "$1 loglevel=7 iommu=pt $2 debug"),
    );
    edit("remove");
    expect(entry("a")).toBe(DEBIAN.replace("quiet", "quiet loglevel=7 debug"));
  });

  it("loses ours when somebody took away a part of it", () => {
    edit("add");
    host.put(
      `${ENTRIES}/a.conf`,
      entry("a").replace("quiet intel_iommu=on iommu=pt vfio_bind", "quiet vfio_bind"),
    );
    edit("remove");
    expect(entry("a")).toContain("quiet\n");
    expect(entry("a")).not.toContain("vfio");
  });
});

it.each([
  ["no end of the last line", DEBIAN.trimEnd()],
  ["DOS line ends", DEBIAN.replaceAll("\n", "\r\n")],
  ["no options", DEBIAN.replace(/^options.*\n/m, "")],
  ["no initrd", DEBIAN.replace(/^initrd.*\n/m, "")],
  ["several lines of options and images", `${DEBIAN}options debug\ninitrd /more.img\n`],
  ["comments and empty lines", `# made by hand\n\n${DEBIAN}\n# end\n`],
  ["no machine-id and an installed kernel", DEBIAN.replace(/^machine-id.*\n/m, "")],
])("an entry with %s is edited, and restored byte for byte", (_, text) => {
  host.put(`${ENTRIES}/a.conf`, text);
  expect(edit("add").code).toBe(0);
  expect(entry("a")).toContain("initrd /vfio/early.cpio");
  expect(entry("a")).toMatch(/^options.* vfio_bind=0000:01:00.0@1234:1111\r?$/m);
  edit("remove");
  expect(entry("a")).toBe(text);
});

it.each([
  ["of another system", DEBIAN.replace("0123", "4567")],
  ["without a kernel", "title Firmware\nefi /shell.efi\n"],
  ["of a program that is no kernel of this system", "title Memory test\nlinux /memtest86.bin\n"],
  ["for recovery", DEBIAN.replace("quiet", "single")],
  ["of a kernel that is not installed", DEBIAN.replace(/^machine-id.*\n/m, "").replace("6.1.0-1", "5.0")],
])("an entry %s is left alone", (_, text) => {
  host.put(`${ENTRIES}/a.conf`, text);
  expect(edit("add")).toMatchObject({ code: 0, err: "" });
  expect(entry("a")).toBe(text);
});

it("an entry that was made of the running command line for a new kernel is restored without ours", () => {
  host.put(`${ENTRIES}/a.conf`, DEBIAN);
  edit("add");
  host.put(`${ENTRIES}/b.conf`, DEBIAN.replace("quiet", "quiet vfio_bind=0000:01:00.0@1234:1111"));
  edit("remove");
  expect(entry("b")).toBe(DEBIAN);
});

function want(...tokens: readonly string[]): void {
  host.put(`${OURS}/arguments`, `${tokens.join("\n")}\n`);
}

function entry(name: string): string {
  return host.read(`${ENTRIES}/${name}.conf`) ?? "";
}

function edit(what: "add" | "remove"): { readonly code: number | null; readonly err: string } {
  const { status, stderr } = spawnSync("sh", [SCRIPT, what], {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", PULUMI_VFIO_ROOT: host.root },
    encoding: "utf8",
  });
  return { code: status, err: stderr };
}
