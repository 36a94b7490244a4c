import { afterAll, expect, test } from "vitest";
import { bindScript } from "../../host/boot/on-host/overlay-files.ts";
import type { Values } from "../driver/provider-calls.ts";
import { type StateHost, startHost } from "./host.ts";
import { changedPaths, manifestOf } from "./manifest.ts";
import { plainState as state } from "./plain-state.ts";
import { command } from "./provider.ts";
import { ensureTree } from "./tree.ts";

/** Images made anew by the real tools, looked into with the tools' own programs, and restored. */
const TYPE = "HostKernel";
const TOKEN = "vfio_bind=0000:01:00.0@10de:1b80,0000:01:00.1@10de:10f0";
const inputs: Values = {
  devices: ["01:00"],
  binding: "rebuild",
  allowUnknownLifelines: true,
  reboot: "manual",
};

interface Tool {
  /** Makes it the host's only tool. */
  readonly prepare: string;
  /** Prints what is in the image `$1`, a path a line. */
  readonly list: string;
  /** Unpacks the image `$1` into the folder it runs in. */
  readonly unpack: string;
  /** What starts the script. */
  readonly start: string;
  /** A hook of another program's that fails, or that leaves the modules out. */
  readonly spoil: string;
  /** What is then said. */
  readonly refusal: RegExp;
}

const tools: Readonly<Record<string, Tool>> = {
  "initramfs-tools": {
    prepare: ":",
    list: 'lsinitramfs "$1"',
    unpack: 'unmkinitramfs "$1" .',
    start: "scripts/init-top/00-pulumi-vfio",
    spoil:
      "printf '#!/bin/sh\\n[ \"$1\" = prereqs ] || exit 3\\n' >/etc/initramfs-tools/hooks/theirs; chmod 0755 /etc/initramfs-tools/hooks/theirs",
    refusal:
      /theirs failed with return 3[\s\S]*could not be rebuilt by initramfs-tools; the old one was kept/,
  },
  dracut: {
    prepare: "rm /usr/sbin/mkinitramfs /usr/sbin/update-initramfs /etc/kernel/postinst.d/initramfs-tools",
    list: "lsinitrd \"$1\" | awk '/^[-dlc]/ { print $9 }'",
    unpack: 'lsinitrd --unpack "$1"',
    start: "usr/lib/dracut/hooks/pre-udev/03-pulumi-vfio-bind.sh",
    spoil: "echo 'omit_drivers+=\" vfio-pci \"' >/etc/dracut.conf.d/theirs.conf",
    refusal: /would not do what it must, the old one was kept:[\s\S]*the module vfio-pci is not in it/,
  },
};

const tree = await ensureTree({ onProgress: (line) => process.stderr.write(`${line}\n`) });
const hosts: StateHost[] = [];
afterAll(() => Promise.all(hosts.map((host) => host.stop())));

test.each(Object.entries(tools))(
  "%s makes the images with the script in them, and the undo gives them back",
  async (_name, tool) => {
    const host = await prepared(tool);
    const start = manifestOf(host.root);
    const planned = await command(host.settings, async (call) => {
      const checked = await call.check(TYPE, inputs);
      expect(checked.failures).toEqual([]);
      await call.create(TYPE, checked.inputs, true);
    });
    const said = planned.messages.join("\n");
    expect(said).toMatch(/^initramfs \/boot\/initrd\.img-\S+ is rebuilt for kernel/m);
    expect(said).toContain("because you have asked for it (binding: rebuild)");
    expect(changedPaths(start, manifestOf(host.root)), "changed by the preview").toEqual([]);

    const up = await created(host);
    for (const kernel of await kernelsOf(host)) await expectCarried(host, tool, kernel);
    const menu = await host.exec("cat /boot/grub/grub.cfg");
    expect(menu).toContain(TOKEN);
    expect(menu).not.toContain("early.cpio");

    await command(host.settings, async (call) => {
      const read = await call.read(TYPE, up.id, up.properties, up.news);
      const checked = await call.check(TYPE, inputs, up.news);
      const { changes, detailed } = await call.diff(TYPE, read.properties, checked.inputs);
      expect({ changes, detailed }, "the second preview").toEqual({ changes: "none", detailed: {} });
    });

    await command(host.settings, (call) => call.delete(TYPE, up.id, up.properties));
    expect(changedPaths(start, manifestOf(host.root)), "not restored by the destroy").toEqual([]);
  },
  300_000,
);

test("an image that a package has made since is looked into, and not made anew", async () => {
  const { "initramfs-tools": tool } = tools;
  if (tool === undefined) throw new Error("no such tool");
  const host = await prepared(tool);
  const up = await created(host);
  const [kernel = ""] = await kernelsOf(host);
  await host.exec(`sleep 1; update-initramfs -u -k ${kernel}`);
  const image = `/boot/initrd.img-${kernel}`;
  const made = manifestOf(host.root).get(image);
  const shown = await command(host.settings, async (call) => {
    const read = await call.read(TYPE, up.id, up.properties, up.news);
    const checked = await call.check(TYPE, inputs, up.news);
    const { detailed } = await call.diff(TYPE, read.properties, checked.inputs);
    expect(Object.keys(detailed)).toEqual([`images["${image}"]`]);
    await call.update(TYPE, up.id, read.properties, checked.inputs);
  });
  expect(shown.messages.join("\n")).toContain(
    `initramfs ${image} is looked into: another program has rebuilt it since it was looked into`,
  );
  expect(manifestOf(host.root).get(image)).toBe(made);
}, 300_000);

test.each(Object.entries(tools))(
  "%s that does not put the script in is refused, and the old images stay",
  async (_name, tool) => {
    const host = await prepared(tool);
    await host.exec(tool.spoil);
    const start = manifestOf(host.root);
    await expect(created(host)).rejects.toThrow(tool.refusal);
    const left = changedPaths(start, manifestOf(host.root)).filter((path) => path.startsWith("/boot"));
    expect(left).toEqual([]);
    expect(await host.exec("ls /etc/default/grub.d")).not.toContain("pulumi-vfio");
  },
  300_000,
);

test("the way can be changed there and back, and the undo still gives everything back", async () => {
  const host = await startHost(tree, state);
  hosts.push(host);
  const start = manifestOf(host.root);
  const images = ["/boot/initrd.img-6.1", "/boot/initrd.img-6.12"];
  const isImage = (path: string) => images.some((image) => path.startsWith(image));
  let kept = await created(host, "auto");
  expect(changedPaths(start, manifestOf(host.root)).filter(isImage)).toEqual([]);
  expect(await host.exec("cat /boot/grub/grub.cfg")).toContain("early.cpio");
  for (const [binding, delivery, overlays] of [
    ["rebuild", "images", 0],
    ["overlay", "overlay", 1],
  ] as const) {
    const before = kept;
    const { result } = await command(host.settings, async (call) => {
      const read = await call.read(TYPE, before.id, before.properties, before.news);
      const { inputs: news } = await call.check(TYPE, { ...inputs, binding }, before.news);
      const { changes } = await call.diff(TYPE, read.properties, news);
      expect(changes).toBe("some");
      const { properties } = await call.update(TYPE, before.id, read.properties, news);
      return { id: before.id, properties, news };
    });
    kept = result;
    expect(Object.keys(kept.properties).filter((name) => ["images", "overlay"].includes(name))).toEqual([
      delivery,
    ]);
    const changed = changedPaths(start, manifestOf(host.root));
    expect(changed.filter(isImage)).toHaveLength(overlays === 1 ? 0 : 2);
    expect(changed.filter((path) => path.endsWith("early.cpio"))).toHaveLength(overlays);
    expect((await host.exec("cat /boot/grub/grub.cfg")).includes("early.cpio")).toBe(overlays === 1);
  }
  await command(host.settings, (call) => call.delete(TYPE, kept.id, kept.properties));
  expect(changedPaths(start, manifestOf(host.root)), "not restored by the destroy").toEqual([]);
}, 300_000);

async function prepared(tool: Tool): Promise<StateHost> {
  const host = await startHost(tree, state);
  hosts.push(host);
  await host.exec(tool.prepare);
  return host;
}

async function created(host: StateHost, binding = "rebuild") {
  const { result } = await command(host.settings, async (call) => {
    const { inputs: news } = await call.check(TYPE, { ...inputs, binding });
    const { id, properties } = await call.create(TYPE, news);
    return { id, properties, news };
  });
  return result;
}

async function kernelsOf(host: StateHost): Promise<readonly string[]> {
  const images = await host.exec("cd /boot; ls vmlinuz-* | sed s/^vmlinuz-//");
  return images.trim().split("\n");
}

/** The tool's own programs show the script, what starts it, and the modules of that kernel. */
async function expectCarried(host: StateHost, tool: Tool, kernel: string): Promise<void> {
  const image = `/boot/initrd.img-${kernel}`;
  const inside = (await host.exec(`set -- ${image}; ${tool.list}`)).split("\n");
  for (const path of ["vfio/bind", tool.start, `kernel/drivers/vfio/pci/vfio-pci.ko`]) {
    expect(
      inside.some((line) => line.endsWith(path)),
      `${path} in ${image}`,
    ).toBe(true);
  }
  const unpack = `set -- ${image}; rm -rf /var/tmp/look; mkdir /var/tmp/look; cd /var/tmp/look; ${tool.unpack}; cat "$(find . -path '*vfio/bind')"; rm -rf /var/tmp/look`;
  expect(await host.exec(unpack)).toBe(bindScript);
}
