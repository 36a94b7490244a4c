import { afterEach, beforeEach, expect, it } from "vitest";
import { grub } from "../../host/boot/loaders/grub/manage.ts";
import { dracut } from "../../host/boot/tools/dracut.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import type { KernelArguments } from "../../host/model/command-line/arguments.ts";
import { NO_SCRIPT, sha256 } from "../../host/model/facts/managed-facts.ts";
import { GPU, tokens, write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

const KERNEL = "6.1.0-1";
const IMAGE = `boot/initrd.img-${KERNEL}`;
const SETTINGS = "etc/dracut.conf.d/90-pulumi-vfio.conf";
const wanted: KernelArguments = {
  "rd.driver.pre": "vfio-pci",
  "vfio-pci.ids": "1234:1111",
  vfio_bind: `${GPU}@1234:1111`,
};

/** Puts the modules into an image for which the settings ask. */
const DRACUT = `
[ "$1" = --force ] || exit 2
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
echo image >"$tree/image"
if grep -qs 'force_drivers.*vfio-pci' "@ROOT@"/etc/dracut.conf.d/*.conf; then
  for name in @MODULES@; do echo "$name" >"$tree/$name.ko.xz"; done
fi
cd "$tree" && tar --sort=name --mtime=@1 -cf "$2" .`;

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.put("etc/dracut.conf.d/.keep", "");
  tool("vfio vfio-pci");
  host.program("lsinitrd", '[ "$1" = --unpack ] && tar -xf "$2"');
});
afterEach(() => host.dispose());

it("an image for ids has vfio-pci and no script, and is given back byte for byte", () => {
  const before = host.manifest();
  expect(change()).toMatchObject({ code: 0, err: "" });
  expect(host.read(SETTINGS)).toContain('force_drivers+=" vfio-pci "');
  expect(host.read(IMAGE)).toContain("vfio-pci.ko.xz");
  expect(host.read("usr/local/lib/pulumi-vfio/bind")).toBeUndefined();
  expect(host.read("var/lib/pulumi-vfio/images")).toMatch(
    new RegExp(`^/${IMAGE} ${KERNEL} ${NO_SCRIPT} \\S+ dracut$`, "m"),
  );
  const removals = Object.keys(files()).map(
    (path) => `remove ${sha256(host.read(path.slice(1)) ?? "")} ${path}`,
  );
  expect(host.transact("undo", removals)).toMatchObject({ code: 0, err: "" });
  expect(host.manifest()).toEqual(before);
});

it("an image without vfio-pci is refused, and the old one stays", () => {
  const before = host.read(IMAGE);
  tool("vfio");
  const { code, err } = change();
  expect(code).toBe(76);
  expect(err).toContain("the module vfio-pci is not in it");
  expect(err).not.toContain("bind script");
  expect(host.read(IMAGE)).toBe(before);
});

function tool(modules: string): void {
  host.program("dracut", DRACUT.replaceAll("@ROOT@", host.root).replace("@MODULES@", modules));
}

function files(): Readonly<Record<string, string>> {
  return filesOf(wanted, {}, grub, "/boot", dracut, "ids");
}

function change() {
  return host.transact("change", [
    "binding rebuild",
    `function ${GPU}`,
    ...tokens(wanted),
    ...Object.entries(files()).map(([path, text]) => write(host, path, text)),
    `image build dracut ${KERNEL} /${IMAGE}`,
    "menu",
  ]);
}
