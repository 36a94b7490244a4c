import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = new URL("../../host/boot/on-host/scripts/bind.sh", import.meta.url).pathname;
const shells = [["dash"], ["busybox", "sh"], ["/usr/lib/klibc/bin/sh"]];
const GPU = "0000:01:00.0";
const AUDIO = "0000:01:00.1";
const TOKEN = `vfio_bind=${GPU}@1234:1111,${AUDIO}@8086:293e`;

/** Functions, because a busybox shell prefers its own insmod to one on PATH. */
const CALL = `root=$0 script=$1
insmod() { "$root/bin/insmod" "$@"; }
modprobe() { "$root/bin/modprobe" "$@"; }
set -- "$root"
. "$script"`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bind-"));
  for (const folder of ["dev", "proc", "sys/bus/pci/drivers/bochs-drm", "sys/group", "bin"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  device(GPU, { vendor: "0x1234", device: "0x1111", class: "0x030000", boot_vga: "0" }, "bochs-drm");
  device(AUDIO, { vendor: "0x8086", device: "0x293e", class: "0x040300" });
  device("0000:00:01.0", { vendor: "0x1234", device: "0x1111", class: "0x030000", boot_vga: "1" });
  device("0000:00:04.0", { vendor: "0x1b36", device: "0x000c", class: "0x060400" });
  put("sys/bus/pci/drivers_probe", "");
  put("dev/kmsg", "");
  const kernel = execFileSync("uname", ["-r"], { encoding: "utf8" }).trim();
  mkdirSync(join(root, "vfio/modules", kernel), { recursive: true });
  put(`vfio/modules/${kernel}/order`, "vfio.ko\nvfio-pci.ko disable_idle_d3=1\n");
  program(
    "insmod",
    `echo "$@" >>"${root}/insmod"; case $1 in *vfio-pci.ko) mkdir "${root}/sys/bus/pci/drivers/vfio-pci" ;; esac`,
  );
  program("modprobe", `echo "$@" >>"${root}/modprobe"; exit 1`);
});
afterEach(() => rmSync(root, { recursive: true }));

describe.each(shells)("the bind script in %s %s", (...shell) => {
  it("does nothing without the token", () => {
    expect(bind(shell, "quiet")).toEqual({ code: 0, said: "" });
    expect(touched()).toEqual([]);
  });

  it("loads vfio-pci first, with its options, and takes each function", () => {
    const { code, said } = bind(shell, `quiet ${TOKEN} ro`);
    expect(code).toBe(0);
    expect(said).toContain(`vfio_bind: ${GPU} is taken from bochs-drm`);
    expect(read("insmod")).toMatch(/vfio\.ko\n.*vfio-pci\.ko disable_idle_d3=1\n$/);
    expect(touched()).toEqual([GPU, AUDIO]);
    expect(read("sys/bus/pci/drivers/bochs-drm/unbind")).toBe(`${GPU}\n`);
  });

  it.each([
    ["another device", `vfio_bind=${GPU}@10de:1b80`, "is 1234:1111, not 10de:1b80"],
    ["no device", `vfio_bind=0000:02:00.0@10de:1b80`, "there is no 0000:02:00.0"],
    [
      "the boot display",
      `vfio_bind=${AUDIO}@8086:293e,0000:00:01.0@1234:1111`,
      "0000:00:01.0 is the boot display",
    ],
    ["a bridge", "vfio_bind=0000:00:04.0@1b36:000c", "is a bridge"],
    ["no address", `vfio_bind=../x@1234:1111`, "has no PCI address"],
    ["one of two", `vfio_bind=${GPU}@1234:1111,${AUDIO}@8086:0000`, "is 8086:293e, not 8086:0000"],
  ])("touches nothing for %s", (_what, token, reason) => {
    const { code, said } = bind(shell, token);
    expect(code).toBe(1);
    expect(said).toContain(reason);
    expect(touched()).toEqual([]);
  });

  it("takes the boot display when the token says so", () => {
    expect(bind(shell, "vfio_bind=0000:00:01.0@1234:1111+display").code).toBe(0);
    expect(touched()).toEqual(["0000:00:01.0"]);
  });

  it("touches nothing without an IOMMU group", () => {
    rmSync(join(root, "sys/bus/pci/devices", AUDIO, "iommu_group"));
    expect(bind(shell, TOKEN).said).toContain(`${AUDIO} has no IOMMU group`);
    expect(touched()).toEqual([]);
  });

  it("tries the image's own modules for a kernel that the overlay does not know, and touches nothing without", () => {
    rmSync(join(root, "vfio"), { recursive: true });
    expect(bind(shell, TOKEN).said).toContain("vfio-pci cannot be loaded");
    expect(read("modprobe")).toBe("vfio-pci\n");
    expect(touched()).toEqual([]);
  });
});

function bind(shell: readonly string[], commandLine: string): { code: number | null; said: string } {
  put("proc/cmdline", `${commandLine}\n`);
  const [shellProgram = "sh", ...args] = shell;
  const { status, stderr } = spawnSync(shellProgram, [...args, "-c", CALL, root, script], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return { code: status, said: read("dev/kmsg") };
}

/** Functions that got a driver override, in order. */
function touched(): readonly string[] {
  return ["0000:00:01.0", GPU, AUDIO].filter(
    (address) => read(`sys/bus/pci/devices/${address}/driver_override`) !== "",
  );
}

function device(address: string, attributes: Record<string, string>, driver?: string): void {
  const folder = `sys/bus/pci/devices/${address}`;
  mkdirSync(join(root, folder), { recursive: true });
  for (const [name, value] of Object.entries(attributes)) put(`${folder}/${name}`, `${value}\n`);
  put(`${folder}/driver_override`, "");
  symlinkSync("../../../../group", join(root, folder, "iommu_group"));
  if (driver !== undefined) symlinkSync(`../../drivers/${driver}`, join(root, folder, "driver"));
}

function program(name: string, body: string): void {
  writeFileSync(join(root, "bin", name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}

function put(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
