import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { interfacesReader } from "../../host/read/interfaces/interfaces-reader.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "interfaces-"));
});
afterEach(() => rmSync(root, { recursive: true }));

test.each(["sh", "busybox sh"])(
  "the reader of network interfaces finds where they are named, in %s",
  (shell) => {
    put("sys/devices/pci0000:00/0000:00:04.0/virtio1/uevent", "");
    put("sys/devices/net/enp0s4/address", "52:54:00:12:34:56\n");
    put("sys/devices/net/enp0s4/addr_assign_type", "0\n");
    symlinkSync(
      join(root, "sys/devices/pci0000:00/0000:00:04.0/virtio1"),
      join(root, "sys/devices/net/enp0s4/device"),
    );
    put("sys/devices/net/lo/address", "00:00:00:00:00:00\n");
    mkdirSync(join(root, "sys/class"));
    symlinkSync(join(root, "sys/devices/net"), join(root, "sys/class/net"));
    put("etc/network/interfaces", "auto lo enp0s4\niface enp0s4 inet dhcp\niface enp0s44 inet dhcp\n");
    put(
      "etc/netplan/50-cloud-init.yaml",
      "network:\n  ethernets:\n    enp0s4:\n      password: not-to-be-read\n",
    );
    put("etc/systemd/network/10-lan.link", "[Match]\nMACAddress=52:54:00:12:34:56\n[Link]\nName=enp0s4\n");
    const { stdout, stderr } = run(shell);
    expect(stderr).toBe("");
    expect(stdout).not.toContain("not-to-be-read");
    expect(interfacesReader.parse({ code: 0, stdout, stderr })).toEqual([
      {
        name: "enp0s4",
        mac: "52:54:00:12:34:56",
        macIsPermanent: true,
        address: "0000:00:04.0",
        configuredBy: [
          "/etc/netplan/50-cloud-init.yaml: enp0s4:",
          "/etc/network/interfaces: iface enp0s4 inet dhcp",
        ],
        pinnedBy: "/etc/systemd/network/10-lan.link",
      },
    ]);
  },
);

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** The script on a tree of its own, and what it prints as a host would. */
function run(shell: string) {
  const script = interfacesReader.script.replaceAll(/(?<= |"|=)(\/(?:sys|etc|run|usr)\/)/g, `${root}$1`);
  const [program = "", ...options] = shell.split(" ");
  const { stdout, stderr } = spawnSync(program, [...options, "-c", script], { encoding: "utf8" });
  return { stdout: stdout.replaceAll(root, ""), stderr };
}
