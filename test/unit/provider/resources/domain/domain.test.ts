import { describe, expect, test } from "vitest";
import { byteSize } from "../../../../../host/model/byte-size.ts";
import type { KernelFacts } from "../../../../../host/model/facts/kernel-facts.ts";
import type { DomainFacts } from "../../../../../host/model/facts/libvirt-facts.ts";
import { element, type XmlElement } from "../../../../../host/model/xml/xml.ts";
import { foundDomain } from "../../../../../provider/resources/domain/found.ts";
import {
  type DomainInputs,
  type DomainState,
  domainInputs,
} from "../../../../../provider/resources/domain/schema.ts";
import { type Surroundings, wishOf } from "../../../../../provider/resources/domain/wish.ts";
import { onlyDomain, recorded, recordedWish } from "../../../host/libvirt/recordings.ts";

const inventory = recorded("shut-off");
const shutOff = onlyDomain(inventory);
const kernel = (bits: number, width: number | undefined, model = "Ryzen"): Surroundings["kernel"] => ({
  cpu: { vendor: "amd", threads: 2, model, physicalAddressBits: bits },
  iommu: {
    tables: [],
    tablesReadable: true,
    units: [],
    groups: 1,
    addressWidth: width,
  } satisfies KernelFacts["iommu"],
});
const surroundings: Surroundings = {
  inventory,
  kernel: kernel(40, 39),
  existing: shutOff,
  owner: recordedWish.owner,
};
const declared: DomainInputs = domainInputs.parse({
  name: "proof",
  title: "A & B",
  memory: "256 MiB",
  vcpus: 1,
  type: "qemu",
  kernel: "/var/lib/lab-guest/vmlinuz",
  initrd: "/var/lib/lab-guest/initrd",
  commandLine: "console=ttyS0",
  disks: [{ file: "/var/lib/libvirt/vfio/disk.qcow2" }],
  networks: [{ network: "default" }],
  hostdevs: [{ address: "0000:01:00.0" }, { address: "01:00.1" }],
  sharedMemory: [{ name: "looking-glass", size: "32 MiB" }],
  serial: { file: "/var/log/libvirt/qemu/proof-serial.log" },
  graphics: "none",
  power: "once",
});
const state: DomainState = {
  ...declared,
  status: "shut off",
  pendingRestart: false,
  started: false,
  waitingFor: [],
  machine: "pc-q35-7.2",
  macs: [],
  domainUuid: shutOff.uuid,
};
const read = (domain: DomainFacts, before: DomainState | undefined = state) =>
  foundDomain(domain, before, surroundings, { pci: [], sleepBlocks: {} });

function edit(root: XmlElement, change: (part: XmlElement) => XmlElement | undefined): XmlElement {
  const children = root.children.flatMap((child) => {
    const changed = change(child);
    return changed === undefined ? [] : [edit(changed, change)];
  });
  return { ...root, children };
}
const byHand = (change: (part: XmlElement) => XmlElement | undefined): DomainFacts => ({
  ...shutOff,
  inactive: edit(shutOff.inactive, change),
});

describe("a domain that is read", () => {
  test("has the inputs it was declared with, as they were written", () => {
    expect(read(shutOff).inputs).toEqual(declared);
  });

  test("has the machine and the MAC addresses that libvirt chose", () => {
    expect(read(shutOff).state).toMatchObject({
      machine: "pc-q35-7.2",
      macs: [expect.stringMatching(/^52:54:00:/)],
      status: "shut off",
    });
  });

  const drifts: [what: string, found: DomainFacts, expected: Partial<DomainInputs>][] = [
    [
      "memory set by hand",
      byHand((part) =>
        part.name === "currentMemory" ? element("currentMemory", { unit: "KiB" }, 204_800) : part,
      ),
      { memory: byteSize(200 * 2 ** 20) },
    ],
    ["a disk taken out", byHand((part) => (part.name === "disk" ? undefined : part)), { disks: [] }],
    [
      "the functions taken out",
      byHand((part) => (part.name === "hostdev" ? undefined : part)),
      { hostdevs: [] },
    ],
    ["autostart by hand", { ...shutOff, autostart: true }, { autostart: true }],
  ];
  test.each(drifts)("shows %s", (_what, found, expected) => {
    expect(read(found).inputs).toEqual({ ...declared, ...expected });
  });

  test.each([
    ["on", "off"],
    ["off", "off"],
    ["once", "once"],
    ["unmanaged", "unmanaged"],
  ] as const)("shut off, declared %s, is %s", (power, seen) => {
    expect(read(shutOff, { ...state, power }).inputs.power).toBe(seen);
  });

  test("is declared in full by an import", () => {
    const { inputs } = foundDomain(shutOff, undefined, surroundings, { pci: [], sleepBlocks: {} });
    expect(inputs).toMatchObject({
      name: "proof",
      memory: byteSize(256 * 2 ** 20),
      hostdevs: [{ address: "0000:01:00.0" }, { address: "0000:01:00.1" }],
      disks: [{ file: "/var/lib/libvirt/vfio/disk.qcow2", target: "vda", format: "qcow2" }],
      power: "unmanaged",
    });
  });
});

describe("the guest's addresses", () => {
  const bits = (facts: Surroundings["kernel"], change: Partial<DomainInputs> = {}) =>
    wishOf({ ...declared, ...change }, { ...surroundings, kernel: facts }).addressBits;

  test("are limited where the IOMMU has fewer bits", () => {
    expect(bits(kernel(40, 39))).toBe(39);
    expect(bits(kernel(46, 39), { type: "kvm" })).toBe(39);
  });

  test("are not limited otherwise", () => {
    expect(bits(kernel(40, 48))).toBeUndefined();
    expect(bits(kernel(39, 39), { type: "kvm" })).toBeUndefined();
    expect(bits(kernel(46, undefined), { type: "kvm" })).toBeUndefined();
    expect(bits(kernel(46, 39), { type: "kvm", hostdevs: [] })).toBeUndefined();
  });

  test("are what was declared", () => {
    expect(bits(kernel(40, 39), { addressBits: 36 })).toBe(36);
  });
});

describe("the type auto", () => {
  const type = (facts: Surroundings["kernel"], existing?: DomainFacts) =>
    wishOf({ ...declared, type: "auto" }, { ...surroundings, existing, kernel: facts }).virtType;

  test("is kvm where it works, and never on an emulated processor", () => {
    expect(inventory.capabilities?.virtType).toBe("kvm");
    expect(type(kernel(48, 48))).toBe("kvm");
    expect(type(kernel(40, 48, "QEMU TCG CPU version 2.5+"))).toBe("qemu");
  });

  test("stays what the domain has", () => {
    expect(type(kernel(48, 48), shutOff)).toBe("qemu");
  });
});
