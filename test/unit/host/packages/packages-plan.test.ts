import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PackageFacts } from "../../../../host/model/facts/packages-facts.ts";
import { defaultPackages } from "../../../../host/packages/default-packages.ts";
import { describePackagesPlan, planPackages } from "../../../../host/packages/packages-plan.ts";
import { packagesReader } from "../../../../host/read/packages/packages-reader.ts";

const recorded = readFileSync(
  join(import.meta.dirname, "../../../cases/libvirt/packages-debian12.txt"),
  "utf8",
);
const parse = (stdout: string): PackageFacts => packagesReader.parse({ code: 0, stdout, stderr: "" });
const debian = parse(recorded);
const socket = { name: "libvirtd.socket", enabled: true, active: true };

describe("installed packages", () => {
  test("of a Debian 12 whose libvirt was taken away", () => {
    expect(debian.manager).toBe("apt");
    expect(debian.installed["qemu-system-x86"]).toMatch(/^1:7\.2/);
    expect(debian.installed["libvirt-clients"]).toBeUndefined();
    expect(debian).toMatchObject({ broken: [], locked: false, units: [] });
  });

  test("with a package half installed, a lock and a socket", () => {
    const text = `manager apt\npackage ii  ovmf 2022.11-6\npackage iF  dnsmasq-base 2.9\npackage rc  old 1\nlocked
Id=libvirtd.socket\nLoadState=loaded\nActiveState=inactive\nUnitFileState=enabled\n
Id=virtqemud.socket\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\n`;
    expect(parse(text)).toEqual({
      manager: "apt",
      installed: { ovmf: "2022.11-6" },
      broken: ["dnsmasq-base"],
      locked: true,
      units: [{ name: "libvirtd.socket", enabled: true, active: false }],
    });
  });

  test("of a host without any of these programs", () => {
    expect(parse("")).toEqual({ manager: undefined, installed: {}, broken: [], locked: false, units: [] });
  });
});

describe("default packages", () => {
  const cases: [
    id: string,
    like: string[],
    version: string | undefined,
    some: string | undefined,
    spice: boolean,
  ][] = [
    ["debian", [], "12", "qemu-system-x86", false],
    ["debian", [], "13", "qemu-system-x86", true],
    ["ubuntu", ["debian"], "22.04", "ovmf", false],
    ["ubuntu", ["debian"], "24.04", "ovmf", true],
    ["linuxmint", ["ubuntu", "debian"], "21", "libvirt-clients", false],
    ["fedora", [], "43", "edk2-ovmf", false],
    ["rocky", ["rhel", "centos", "fedora"], "9.4", "libvirt-daemon-kvm", false],
    ["arch", [], undefined, "qemu-desktop", false],
    ["opensuse-tumbleweed", ["opensuse", "suse"], "20260101", "qemu-ovmf-x86_64", false],
    ["nixos", [], "25.05", undefined, false],
  ];
  test.each(cases)("%s %j %s", (id, like, version, some, spice) => {
    const names = defaultPackages({ id, like, version });
    if (some === undefined) expect(names).toBeUndefined();
    else expect(names).toContain(some);
    expect(names?.includes("qemu-system-modules-spice") ?? false).toBe(spice);
  });
});

describe("a plan for packages", () => {
  const facts = (changes: Partial<PackageFacts>): PackageFacts => ({
    manager: "apt",
    installed: { ovmf: "1" },
    broken: [],
    locked: false,
    units: [socket],
    ...changes,
  });
  const lines = (changes: Partial<PackageFacts>, wanted: string[]) =>
    describePackagesPlan(planPackages(facts(changes), wanted, "ops@ws1:22"));

  test("is empty when all are there, whatever the manager", () => {
    expect(lines({ manager: "dnf" }, ["ovmf"])).toEqual([]);
  });

  test("installs only what is missing, and waits for others", () => {
    expect(lines({ locked: true }, ["ovmf", "qemu-utils"])).toEqual([
      "install qemu-utils (with what they depend on, without recommendations)",
      "wait until the other program that installs packages now has finished",
    ]);
  });

  test("starts libvirt's socket, where libvirt is wanted", () => {
    const asleep = {
      units: [{ ...socket, active: false }],
      installed: { ovmf: "1", "libvirt-daemon-system": "9" },
    };
    expect(lines(asleep, ["libvirt-daemon-system"])).toEqual(["enable and start libvirtd.socket"]);
    expect(lines(asleep, ["ovmf"])).toEqual([]);
  });

  const refusals: [what: string, changes: Partial<PackageFacts>, says: string][] = [
    ["an interrupted installation", { broken: ["dnsmasq-base"] }, "dpkg --configure -a"],
    ["dnf", { manager: "dnf" }, "run this on the host as root: dnf install qemu-utils"],
    ["pacman", { manager: "pacman" }, "pacman -S --needed qemu-utils"],
    ["no known program", { manager: undefined }, "install them by hand"],
  ];
  test.each(refusals)("is refused with %s, and says what to run", (_what, changes, says) => {
    expect(() => lines(changes, ["ovmf", "qemu-utils"])).toThrow(says);
  });
});
