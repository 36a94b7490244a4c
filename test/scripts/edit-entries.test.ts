import { spawnSync } from "node:child_process";
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
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

describe("an entry of GRUB's", () => {
  const VERSION = "6.8.9-300.fc40.x86_64";
  const GROUP = "intel_iommu=on iommu=pt vfio_bind=0000:01:00.0@1234:1111";
  beforeEach(() => {
    host.put(`${OURS}/boot-folder`, "/boot\n");
    host.put(`lib/modules/${VERSION}/modules.dep`, "");
  });

  it.each([
    ["Fedora, with a partition for /boot", fedora(VERSION), "/vfio/early.cpio"],
    ["EL, without one", fedora(VERSION, "/boot"), "/boot/vfio/early.cpio"],
    ["Fedora, in a subvolume", fedora(VERSION, "/root/boot"), "/root/boot/vfio/early.cpio"],
    ["EL 8", fedora(VERSION, "", "$kernelopts"), "/vfio/early.cpio"],
    [
      "a host with tuned",
      fedora(VERSION, "", "root=UUID=1 ro", " $tuned_params", " $tuned_initrd"),
      "/vfio/early.cpio",
    ],
  ])("of %s is edited where GRUB looks, and restored byte for byte", (_, text, overlay) => {
    host.put("boot/loader/entries/a.conf", text);
    expect(edit("add")).toMatchObject({ code: 0, err: "" });
    const once = inBoot("a");
    expect(once).toContain(`\ninitrd ${overlay}\ninitrd `);
    expect(once.match(/^options .*$/gm)?.[0]).toMatch(new RegExp(` ${GROUP}$`));
    edit("add");
    expect(inBoot("a")).toBe(once);
    edit("remove");
    expect(inBoot("a")).toBe(text);
  });

  it("gets the arguments in its first line of options, because GRUB reads no other", () => {
    const text = `${fedora(VERSION)}options debug\n`;
    host.put("boot/loader/entries/a.conf", text);
    edit("add");
    expect(inBoot("a").match(/^options .*$/gm)).toEqual([`options root=UUID=1 ro ${GROUP}`, "options debug"]);
    edit("remove");
    expect(inBoot("a")).toBe(text);
  });

  it("for rescue is left alone", () => {
    const text = fedora("0-rescue-0123");
    host.put("boot/loader/entries/a.conf", text);
    edit("add");
    expect(inBoot("a")).toBe(text);
  });

  it("that tuned wrote its variables into since loses ours, and keeps them", () => {
    host.put("boot/loader/entries/a.conf", fedora(VERSION));
    edit("add");
    const tuned = inBoot("a")
      .replace(/^(options.*)$/m, "$1 $tuned_params")
      .replaceAll(/^(initrd.*)$/gm, "$1 $tuned_initrd");
    host.put("boot/loader/entries/a.conf", tuned);
    edit("add");
    expect(inBoot("a")).toContain(
      "\ninitrd /vfio/early.cpio\ninitrd /initramfs-6.8.9-300.fc40.x86_64.img $tuned_initrd\n",
    );
    expect(inBoot("a")).toContain(`options root=UUID=1 ro $tuned_params ${GROUP}\n`);
    edit("remove");
    expect(inBoot("a")).toBe(fedora(VERSION, "", "root=UUID=1 ro", " $tuned_params", " $tuned_initrd"));
  });

  it("that was made meanwhile for a new kernel, of the running command line, gets ours once and is restored without", () => {
    const NEW = "6.9.1-200.fc40.x86_64";
    host.put(`lib/modules/${NEW}/modules.dep`, "");
    host.put(
      "boot/loader/entries/b.conf",
      fedora(NEW, "", `root=UUID=1 ro quiet ${GROUP} systemd.machine_id=0123`),
    );
    edit("add");
    expect(inBoot("b")).toContain(`options root=UUID=1 ro quiet systemd.machine_id=0123 ${GROUP}\n`);
    edit("remove");
    expect(inBoot("b")).toBe(fedora(NEW, "", "root=UUID=1 ro quiet systemd.machine_id=0123"));
  });

  it("keeps arguments like ours that somebody wrote before us", () => {
    const text = fedora(VERSION, "", "root=UUID=1 ro intel_iommu=on iommu=pt");
    host.put("boot/loader/entries/a.conf", text);
    edit("add");
    edit("remove");
    expect(inBoot("a")).toBe(text);
  });

  it("keeps its mode", () => {
    host.put("boot/loader/entries/a.conf", fedora(VERSION));
    chmodSync(join(host.root, "boot/loader/entries/a.conf"), 0o600);
    edit("add");
    expect(statSync(join(host.root, "boot/loader/entries/a.conf")).mode & 0o777).toBe(0o600);
  });
});

describe("an entry made by hand (Arch), without machine-id and version", () => {
  const ARCH =
    "title Arch Linux\nlinux /vmlinuz-linux\ninitrd /intel-ucode.img\ninitrd /initramfs-linux.img\noptions root=1 rw\n";
  beforeEach(() => host.put("lib/modules/6.8.5-arch1-1/pkgbase", "linux\n"));

  it("is this system's when its kernel has the name of an installed package", () => {
    host.put(`${ENTRIES}/a.conf`, ARCH);
    edit("add");
    expect(entry("a")).toContain("initrd /vfio/early.cpio\ninitrd /intel-ucode.img\n");
    edit("remove");
    expect(entry("a")).toBe(ARCH);
  });

  it.each([
    ["of a package that is not installed", ARCH.replace("vmlinuz-linux", "vmlinuz-linux-zen")],
    [
      "with the fallback image",
      ARCH.replace("initramfs-linux", "initramfs-linux-fallback").replace("initrd /intel-ucode.img\n", ""),
    ],
  ])("is left alone: %s", (_, text) => {
    host.put(`${ENTRIES}/a.conf`, text);
    edit("add");
    expect(entry("a")).toBe(text);
  });
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

/** As Fedora's 20-grub.install writes it. */
function fedora(version: string, folder = "", options = "root=UUID=1 ro", params = "", image = ""): string {
  return `title Fedora Linux (${version}) 40 (Workstation Edition)
version ${version}
linux ${folder}/vmlinuz-${version}
initrd ${folder}/initramfs-${version}.img${image}
options ${options}${params}
grub_users $grub_users
grub_arg --unrestricted
grub_class fedora
`;
}

function inBoot(name: string): string {
  return host.read(`boot/loader/entries/${name}.conf`) ?? "";
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
