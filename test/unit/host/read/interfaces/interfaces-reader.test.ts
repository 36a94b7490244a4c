import { describe, expect, it } from "vitest";
import { interfacesReader } from "../../../../../host/read/interfaces/interfaces-reader.ts";

const MAC = "52:54:00:12:34:56";
const PATH = "/sys/devices/pci0000:00/0000:00:1c.4/0000:04:00.0";
const read = (...lines: readonly string[]) =>
  interfacesReader.parse({
    code: 0,
    stdout: [`interface enp4s0 ${MAC} 0 ${PATH}`, ...lines, ""].join("\n"),
    stderr: "",
  })[0];

describe("a network interface", () => {
  it("has the function it is on, also below virtio", () => {
    expect(read()).toEqual({
      name: "enp4s0",
      mac: MAC,
      macIsPermanent: true,
      address: "0000:04:00.0",
      configuredBy: [],
      pinnedBy: undefined,
    });
    const [other] = interfacesReader.parse({
      code: 0,
      stdout: `interface ens3 ${MAC.toUpperCase()} 3 /sys/devices/pci0000:00/0000:00:03.0/virtio1\n`,
      stderr: "",
    });
    expect(other).toMatchObject({ address: "0000:00:03.0", mac: MAC, macIsPermanent: false });
  });

  it.each([
    ["netplan", "/etc/netplan/01-netcfg.yaml:    enp4s0:", true],
    ["netplan, quoted", '/etc/netplan/01-netcfg.yaml:    "enp4s0": {dhcp4: true}', true],
    [
      "netplan's member of a bridge, which is named above",
      "/etc/netplan/x.yaml:      interfaces: [enp4s0]",
      false,
    ],
    ["ifupdown", "/etc/network/interfaces:iface enp4s0 inet dhcp", true],
    ["ifupdown's drop-in", "/etc/network/interfaces.d/lan:iface enp4s0 inet6 auto", true],
    ["a bridge of Proxmox", "/etc/network/interfaces:\tbridge-ports enp4s0", true],
    ["a bond", "/etc/network/interfaces:  bond-slaves enp3s0 enp4s0", true],
    ["ifupdown's start of it, which says no more", "/etc/network/interfaces:auto enp4s0", false],
    ["a comment", "/etc/network/interfaces:# iface enp4s0 inet dhcp", false],
    ["systemd-networkd", "/etc/systemd/network/20-wired.network:Name=enp4s0", true],
    ["systemd-networkd, among others", "/etc/systemd/network/20-wired.network:Name=eno1 enp4s0", true],
    ["NetworkManager", "/etc/NetworkManager/system-connections/lan.nmconnection:interface-name=enp4s0", true],
    ["NetworkManager's connection id", "/etc/NetworkManager/system-connections/x:id=enp4s0", false],
    ["network-scripts", '/etc/sysconfig/network-scripts/ifcfg-enp4s0:DEVICE="enp4s0"', true],
  ])("is configured by its name in %s: %s", (_what, line, found) => {
    const [file = "", text = ""] = line.split(/:(.*)/s);
    expect(read(`config ${line}`)?.configuredBy).toEqual(found ? [`${file}: ${text.trim()}`] : []);
  });

  it.each([
    [
      "a link of systemd",
      [
        `link /etc/systemd/network/10-lan.link:PermanentMACAddress=${MAC.toUpperCase()}`,
        "link /etc/systemd/network/10-lan.link:Name=enp4s0",
      ],
      "/etc/systemd/network/10-lan.link",
    ],
    [
      "not by a link for another MAC address",
      [
        "link /etc/systemd/network/10-lan.link:MACAddress=52:54:00:00:00:01",
        "link /etc/systemd/network/10-lan.link:Name=enp4s0",
      ],
      undefined,
    ],
    [
      "not by two links of which each has a half",
      [`link /etc/systemd/network/1.link:MACAddress=${MAC}`, "link /etc/systemd/network/2.link:Name=enp4s0"],
      undefined,
    ],
    ["netplan", ["config /etc/netplan/01.yaml:      set-name: enp4s0"], "/etc/netplan/01.yaml"],
    [
      "a rule of udev",
      [`config /etc/udev/rules.d/70-net.rules:SUBSYSTEM=="net", ATTR{address}=="${MAC}", NAME="enp4s0"`],
      "/etc/udev/rules.d/70-net.rules",
    ],
  ])("has its name by its MAC address from %s", (_what, lines, file) => {
    expect(read(...lines)?.pinnedBy).toBe(file);
  });
});
