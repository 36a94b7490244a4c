import { spawnSync } from "node:child_process";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bindScript, buildScript } from "../../host/boot/on-host/overlay-files.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { FakeHost } from "./fake-host.ts";

const OVERLAY = "boot/vfio/early.cpio";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.put("usr/local/lib/pulumi-vfio/bind", bindScript);
  host.put("var/lib/pulumi-vfio/journal", "");
});
afterEach(() => host.dispose());

describe("the overlay builder", () => {
  it("packs the script, what calls it, and the modules with their options in load order", () => {
    expect(build()).toEqual({ code: 0, err: "" });
    expect(unpacked("-t")).toBe(
      [
        "conf",
        "conf/conf.d",
        "conf/conf.d/00-vfio-bind",
        "usr",
        "usr/lib",
        "usr/lib/dracut",
        "usr/lib/dracut/hooks",
        "usr/lib/dracut/hooks/pre-udev",
        "usr/lib/dracut/hooks/pre-udev/03-vfio-bind.sh",
        "vfio",
        "vfio/bind",
        "vfio/modules",
        "vfio/modules/6.1.0-1",
        "vfio/modules/6.1.0-1/order",
        "vfio/modules/6.1.0-1/vfio-pci.ko",
        "vfio/modules/6.1.0-1/vfio.ko",
        "",
      ].join("\n"),
    );
    expect(content("vfio/modules/6.1.0-1/order")).toBe("vfio.ko\nvfio-pci.ko disable_idle_d3=1\n");
    expect(content("vfio/bind")).toBe(bindScript);
    expect(host.read("var/lib/pulumi-vfio/overlay")).toMatch(
      new RegExp(`^overlay [0-9a-f]{64}\nbind ${sha256(bindScript)}\nkernel 6.1.0-1\n$`),
    );
  });

  it.each([
    ["059", 'mkdir -m 0755 -p "$initdir"/lib/dracut/hooks\n', "usr/lib"],
    ["105", 'mkdir -m 0755 -p "$initdir"/var/lib/dracut/hooks\n', "var/lib"],
  ])(
    "puts the hook where dracut %s has its hooks, and nothing where others have them",
    (_, setup, folder) => {
      host.put("usr/lib/dracut/modules.d/99base/module-setup.sh", setup);
      build();
      const files = (unpacked("-t") ?? "").split("\n").filter((path) => path.includes("dracut/hooks/"));
      expect(files).toEqual([
        `${folder}/dracut/hooks/pre-udev`,
        `${folder}/dracut/hooks/pre-udev/03-vfio-bind.sh`,
      ]);
    },
  );

  it("makes the same bytes again, and then leaves the file alone", () => {
    build();
    const before = statSync(join(host.root, OVERLAY));
    const record = host.read("var/lib/pulumi-vfio/overlay");
    build();
    expect(statSync(join(host.root, OVERLAY)).ino).toBe(before.ino);
    host.remove(OVERLAY);
    build();
    expect(host.read("var/lib/pulumi-vfio/overlay")).toBe(record);
  });

  it("replaces a damaged overlay", () => {
    build();
    host.put(OVERLAY, "damaged");
    build();
    expect(content("vfio/bind")).toBe(bindScript);
  });

  it("unpacks compressed modules", () => {
    writeFileSync(join(host.root, "lib/modules/6.1.0-1/vfio.ko.gz"), gzipSync("inside"));
    host.program("modprobe", `echo "insmod ${host.root}/lib/modules/6.1.0-1/vfio.ko.gz "`);
    build();
    expect(content("vfio/modules/6.1.0-1/order")).toBe("vfio.ko\n");
    expect(content("vfio/modules/6.1.0-1/vfio.ko")).toBe("inside");
  });

  it("has no file to load for a kernel with vfio-pci built in", () => {
    host.program("modprobe", "echo builtin vfio_pci");
    build();
    expect(content("vfio/modules/6.1.0-1/order")).toBe("");
  });

  it("lists vfio_virqfd where a kernel has it, and does not miss it in one that no longer does", () => {
    const folder = join(host.root, "lib/modules/6.1.0-1");
    const needs = (...modules: readonly string[]) =>
      host.program("modprobe", modules.map((module) => `echo "insmod ${folder}/${module}.ko "`).join("; "));
    host.put("lib/modules/6.1.0-1/vfio_virqfd.ko", "vfio_virqfd");
    needs("vfio", "vfio_virqfd", "vfio-pci");
    expect(build()).toEqual({ code: 0, err: "" });
    expect(content("vfio/modules/6.1.0-1/order")).toBe("vfio.ko\nvfio_virqfd.ko\nvfio-pci.ko\n");
    needs("vfio", "vfio-pci");
    expect(build()).toEqual({ code: 0, err: "" });
    expect(content("vfio/modules/6.1.0-1/order")).toBe("vfio.ko\nvfio-pci.ko\n");
  });

  it("leaves out kernels without vfio-pci, and kernels that are not bootable", () => {
    host.put("lib/modules/5.10/modules.dep", "");
    host.program("modprobe", "exit 1");
    expect(build().err).toBe("pulumi-vfio: kernel 6.1.0-1 has no vfio-pci\n");
    expect(host.read("var/lib/pulumi-vfio/overlay")).not.toContain("kernel");
  });

  it.each([
    ["is damaged", "damaged"],
    ["is cut off", gzipSync("inside").subarray(0, -9)],
    ["is empty", gzipSync("")],
  ])("keeps the old overlay and fails when a module %s", (_what, bytes) => {
    build();
    const before = host.read(OVERLAY);
    const record = host.read("var/lib/pulumi-vfio/overlay");
    const module = join(host.root, "lib/modules/6.1.0-1/vfio.ko.gz");
    writeFileSync(module, bytes);
    host.program("modprobe", `echo "insmod ${module} "`);
    const { code, err } = build();
    expect(code).toBe(1);
    expect(err).toContain(`pulumi-vfio: ${module} cannot be unpacked\n`);
    expect(host.read(OVERLAY)).toBe(before);
    expect(host.read("var/lib/pulumi-vfio/overlay")).toBe(record);
  });

  it("keeps the old overlay, and says where room is needed, when there is none for a new one", () => {
    host.put(OVERLAY, "old");
    host.program("df", 'echo header; echo "fs 100 99 20 99% /boot"');
    const { code, err } = build();
    expect(code).toBe(1);
    expect(err).toMatch(
      /^pulumi-vfio: only 20 kB are free in \/boot\/vfio, \d+ kB are needed for the overlay initrd; remove kernels/,
    );
    expect(host.read(OVERLAY)).toBe("old");
  });

  it("keeps the old overlay when the new one cannot be written", () => {
    build();
    const before = host.read("var/lib/pulumi-vfio/overlay");
    host.program("cpio", "exit 1");
    host.put("usr/local/lib/pulumi-vfio/bind", "#!/bin/sh\n");
    expect(build().code).not.toBe(0);
    expect(content("vfio/bind")).toBe(bindScript);
    expect(host.read("var/lib/pulumi-vfio/overlay")).toBe(before);
  });
});

function build(): { code: number | null; err: string } {
  const path = `${join(host.root, "bin")}:/usr/sbin:/usr/bin:/sbin:/bin`;
  const env = { PULUMI_VFIO_ROOT: host.root, PULUMI_VFIO_PATH: path };
  const { status, stderr } = spawnSync("sh", ["-c", buildScript], { env, encoding: "utf8" });
  return { code: status, err: stderr };
}

function unpacked(...args: readonly string[]): string {
  const input = host.read(OVERLAY) ?? "";
  expect(input).not.toBe("");
  const script = 'overlay=$1; shift; command cpio --quiet "$@" <"$overlay"';
  return spawnSync("sh", ["-c", script, "sh", join(host.root, OVERLAY), ...args], { encoding: "utf8" })
    .stdout;
}

function content(path: string): string {
  return unpacked("-i", "--to-stdout", path);
}
