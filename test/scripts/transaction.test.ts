import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type KernelArguments, tokensOf } from "../../host/kernel/arguments.ts";
import { sha256 } from "../../host/kernel/managed.ts";
import { filesOf, modeOf } from "../../host/kernel/wanted.ts";
import { FakeHost } from "./fake-host.ts";

const GPU = "0000:01:00.0";
const args: KernelArguments = { iommu: "pt", vfio_bind: `${GPU}@1234:1111` };
const DROP_IN = "etc/default/grub.d/90-pulumi-vfio.cfg";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.dispose());

describe("the change", () => {
  it("writes the files, builds the overlay and makes the menu", () => {
    expect(host.transact("change", instructions())).toMatchObject({ code: 0, err: "" });
    expect(host.read(DROP_IN)).toBe(filesOf(args, {})[`/${DROP_IN}`]);
    const menu = host.read("boot/grub/grub.cfg");
    expect(menu).toContain(
      `ro quiet iommu=pt vfio_bind=${GPU}@1234:1111\n\tinitrd\t/boot/vfio/early.cpio /boot/initrd`,
    );
    expect(menu).toContain("ro single\n");
    expect(listing()).toContain("vfio/modules/6.1.0-1/vfio-pci.ko");
    expect(host.read("var/lib/pulumi-vfio/overlay")).toContain("kernel 6.1.0-1\n");
    expect(statSync(join(host.root, "usr/local/lib/pulumi-vfio/bind")).mode & 0o777).toBe(0o755);
  });

  it("does the same again without changing anything", () => {
    host.transact("change", instructions());
    const first = host.manifest();
    expect(host.transact("change", instructions()).code).toBe(0);
    expect(host.manifest()).toEqual(first);
  });

  it("touches nothing when a file was changed since the plan", () => {
    const planned = instructions();
    host.put(DROP_IN, "somebody\n");
    const before = host.manifest();
    const { code, err } = host.transact("change", planned);
    expect(code).toBe(75);
    expect(err).toContain(`/${DROP_IN} was changed by somebody else`);
    expect(host.manifest()).toEqual(before);
  });

  it("touches nothing while packages are being installed", () => {
    const inode = statSync(join(host.root, "var/lib/dpkg/lock")).ino;
    host.put("proc/locks", `1: POSIX  ADVISORY  WRITE 4711 08:01:${inode} 0 EOF\n`);
    const before = host.manifest();
    const { code, err } = host.transact("change", instructions());
    expect(code).toBe(75);
    expect(err).toContain("process 4711 holds the package manager's lock");
    expect(host.manifest()).toEqual(before);
  });

  it.each([
    ["lacks a token", "s/ iommu=pt//", "lacks iommu=pt"],
    ["captures in recovery", "s/single/single vfio_bind=x/", "a recovery entry has vfio_bind=x"],
    ["does not load the overlay", "s,/boot/vfio/early.cpio ,,", "does not load the overlay first"],
  ])("keeps the old menu when the new one %s", (_what, spoil, reason) => {
    const before = host.read("boot/grub/grub.cfg");
    const program = host.read("bin/grub-mkconfig") ?? "";
    host.program("grub-mkconfig", program.replace('} >"$2"', `} | sed '${spoil}' >"$2"`));
    const { code, err } = host.transact("change", instructions());
    expect(code).toBe(76);
    expect(err).toContain(reason);
    expect(host.read("boot/grub/grub.cfg")).toBe(before);
  });
});

describe("the undo", () => {
  it("leaves nothing behind", () => {
    const before = host.manifest();
    host.transact("change", instructions());
    expect(host.transact("undo", removals())).toMatchObject({ code: 0, err: "" });
    expect(host.manifest()).toEqual(before);
  });

  it("puts back a menu that was not made by grub-mkconfig, byte for byte", () => {
    host.put("boot/grub/grub.cfg", "# by hand\n");
    const before = host.manifest();
    host.transact("change", instructions());
    host.transact("undo", removals());
    expect(host.manifest()).toEqual(before);
  });

  it("makes a new menu when a kernel came meanwhile, and says so", () => {
    host.put("boot/grub/grub.cfg", "# by hand\n");
    host.transact("change", instructions());
    host.put("boot/vmlinuz-6.1.0-2", "newer");
    expect(host.transact("undo", removals()).out).toContain("note the boot menu differs");
    expect(host.read("boot/grub/grub.cfg")).toContain("menuentry");
  });

  it.each([1, 2, 5])("works after a change that was cut off at step %i", (steps) => {
    const before = host.manifest();
    host.transact("change", instructions().slice(0, -steps));
    host.transact("undo", removals());
    expect(host.manifest()).toEqual(before);
  });

  it("removes what a change that was cut off in the middle of a file left", () => {
    const before = host.manifest();
    host.transact("change", instructions().slice(0, -4));
    host.put("etc/kernel/postrm.d/.pulumi-vfio.pulumi-vfio", "half");
    host.put(
      "var/lib/pulumi-vfio/journal",
      `${host.read("var/lib/pulumi-vfio/journal")}file /etc/kernel/postrm.d/pulumi-vfio\n`,
    );
    host.transact("undo", removals());
    expect(host.manifest()).toEqual(before);
  });

  it("can be repeated", () => {
    const before = host.manifest();
    host.transact("change", instructions());
    host.transact("undo", removals());
    expect(host.transact("undo", []).code).toBe(0);
    expect(host.manifest()).toEqual(before);
  });
});

function instructions(): readonly string[] {
  const files = Object.entries(filesOf(args, {})).map(([path, text]) => {
    const seen = host.read(path.slice(1));
    return `file ${modeOf(path)} ${seen === undefined ? "absent" : sha256(seen)} ${path} ${Buffer.from(text).toString("base64")}`;
  });
  return [
    `function ${GPU}`,
    ...tokensOf(args).map(({ text }) => `token ${text}`),
    ...files,
    "overlay",
    "menu",
  ];
}

function removals(): readonly string[] {
  return Object.keys(filesOf(args, {})).flatMap((path) => {
    const text = host.read(path.slice(1));
    return text === undefined ? [] : [`remove ${sha256(text)} ${path}`];
  });
}

function listing(): string {
  return spawnSync("sh", ["-c", 'cpio -t <"$1/boot/vfio/early.cpio"', "sh", host.root], { encoding: "utf8" })
    .stdout;
}
