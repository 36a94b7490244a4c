import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { grub } from "../../host/boot/loaders/grub/manage.ts";
import { bindScript } from "../../host/boot/on-host/overlay-files.ts";
import { mkinitcpio } from "../../host/boot/tools/mkinitcpio.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { paths } from "../../host/model/managed-paths.ts";
import { args, tokens, write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

/**
 * mkinitcpio itself was not to be had: its files run in the shell that reads them, and the transaction runs
 * with a program in its place.
 */
const IMAGE = "boot/initramfs-linux.img";

describe("the hooks in mkinitcpio's configuration", () => {
  it.each([
    ["base udev autodetect modconf block", "base pulumi-vfio udev autodetect modconf block"],
    ["base systemd autodetect modconf", "base systemd autodetect modconf pulumi-vfio"],
    ["base pulumi-vfio udev block", "base pulumi-vfio udev block"],
    ["base udev pulumi-vfio block", "base pulumi-vfio udev block"],
    ["base", "base pulumi-vfio"],
  ])("%s become %s", (before, after) => {
    const settings = mkinitcpio.files[paths.mkinitcpioSettings] ?? "";
    expect(
      bash(`HOOKS=(${before})\n${settings}\necho "\${HOOKS[@]}"; declare -p vfio_hooks 2>/dev/null || :`),
    ).toBe(`${after}\n`);
  });
});

describe("the hook that puts the script into an image", () => {
  it.each([
    ["the init of busybox", "base pulumi-vfio udev", ["add_runscript"]],
    [
      "systemd",
      "systemd pulumi-vfio",
      ["add_symlink /usr/lib/systemd/system/sysinit.target.wants/pulumi-vfio.service ../pulumi-vfio.service"],
    ],
  ])("with %s", (_what, hooks, starts) => {
    const install = (mkinitcpio.files[paths.mkinitcpioInstall] ?? "").replace(
      "[[ -r /usr/local/lib/pulumi-vfio/bind ]]",
      "true",
    );
    const names = ["add_module", "add_file", "add_binary", "add_runscript", "add_symlink"];
    const stubs = names.map((name) => `${name}() { echo ${name} "$@"; }`).join("\n");
    const said = bash(
      `BUILDROOT=$(mktemp -d); HOOKS=(${hooks})\n${stubs}\n${install}\nbuild; find "$BUILDROOT" -type f -printf '%m %P\\n'; rm -rf "$BUILDROOT"`,
    );
    expect(said.split("\n").filter((line) => !line.startsWith("add_binary"))).toEqual([
      "add_module vfio-pci",
      "add_file /usr/local/lib/pulumi-vfio/bind /vfio/bind 755",
      ...starts,
      ...(hooks.startsWith("systemd") ? ["644 usr/lib/systemd/system/pulumi-vfio.service"] : []),
      "",
    ]);
  });
});

describe("a change with mkinitcpio", () => {
  let host: FakeHost;
  beforeEach(() => {
    host = new FakeHost();
    host.put(IMAGE, "from before");
    host.program("lsinitcpio", 'tar -xf "$2"');
  });
  afterEach(() => host.dispose());

  it.each([
    ["the init of busybox", "echo 'EARLYHOOKS=\"pulumi-vfio udev\"' >config"],
    [
      "systemd",
      "d=usr/lib/systemd/system/sysinit.target.wants; mkdir -p $d; ln -s ../pulumi-vfio.service $d/",
    ],
  ])("looks into an image that is started by %s", (_what, start) => {
    host.program("mkinitcpio", imageWith(start));
    expect(host.transact("change", change())).toMatchObject({ code: 0, err: "" });
    expect(host.read(IMAGE)).toContain(bindScript);
  });

  it.each([
    ["after udev", "echo 'EARLYHOOKS=\"udev pulumi-vfio\"' >config"],
    ["without the hook", "echo 'EARLYHOOKS=\"udev\"' >config"],
  ])("refuses an image %s", (_what, start) => {
    host.program("mkinitcpio", imageWith(start));
    const { code, err } = host.transact("change", change());
    expect(code).toBe(76);
    expect(err).toContain("nothing starts the bind script before drivers are loaded");
    expect(host.read(IMAGE)).toBe("from before");
  });

  function change(): readonly string[] {
    const files = Object.entries(filesOf(args, {}, grub, "/boot", mkinitcpio)).map(([path, text]) =>
      write(host, path, text),
    );
    return ["binding rebuild", ...tokens(), ...files, `image build mkinitcpio 6.1.0-1 /${IMAGE}`, "menu"];
  }

  function imageWith(start: string): string {
    return `
[ "$1 $2 $3" = "-k 6.1.0-1 -g" ] || exit 2
tree=$(mktemp -d)
cd "$tree"
mkdir vfio lib
cp "${host.root}/usr/local/lib/pulumi-vfio/bind" vfio/bind
for name in vfio vfio-pci; do echo >"lib/$name.ko.zst"; done
${start}
tar -cf "$4" .
rm -rf "$tree"`;
  }
});

function bash(script: string): string {
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout;
}
