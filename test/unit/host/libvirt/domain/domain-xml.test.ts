import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { domainXml } from "../../../../../host/libvirt/domain/domain-xml.ts";
import { byteSize } from "../../../../../host/model/byte-size.ts";
import type { DomainWish } from "../../../../../host/model/domain-wish.ts";
import { element, renderXml } from "../../../../../host/model/xml/xml.ts";
import { address, labGuest, plainGuest } from "./wishes.ts";

const folder = join(import.meta.dirname, "../../../../golden/domain");

const wishes: Readonly<Record<string, DomainWish>> = {
  "lab-guest": labGuest,
  plain: plainGuest,
  "windows-with-gpu": {
    ...plainGuest,
    name: "win11",
    uuid: "6e0b7f0e-8a0e-4f0c-9c54-3a1d6b6f0001",
    title: 'Games & "work" <here>',
    memory: byteSize(16 * 2 ** 30),
    vcpus: 8,
    firmware: "efi",
    secureBoot: true,
    clock: "localtime",
    disks: [
      {
        file: "/pool/win11.qcow2",
        format: "qcow2",
        device: "disk",
        bus: "virtio",
        target: "vda",
        readonly: false,
        bootOrder: 1,
      },
      {
        file: "/iso/win'11.iso",
        format: "raw",
        device: "cdrom",
        bus: "sata",
        target: "sda",
        readonly: false,
        bootOrder: 2,
      },
    ],
    networks: [
      { source: { network: "default" }, model: "virtio", mac: "52:54:00:aa:bb:01" },
      { source: { bridge: "br0" }, model: "e1000e" },
    ],
    hostdevs: [
      { address: address("01:00.0"), romFile: "/roms/gpu.rom", romBar: true },
      { address: address("01:00.1") },
      { address: address("0a:00.3") },
    ],
    sharedMemory: [{ name: "looking-glass", size: byteSize(128 * 2 ** 20) }],
    graphics: "spice",
    video: "vga",
    sound: "ich9",
    tpm: true,
    extraDevices: [element("watchdog", { model: "i6300esb", action: "reset" })],
  },
  "narrow-iommu-old-libvirt": {
    ...labGuest,
    addressBitsElement: false,
    qemuArguments: ["-fw_cfg", "name=opt/x,string=a b"],
  },
};

describe("the definition of a domain", () => {
  test.each(Object.entries(wishes))("%s", async (name, wish) => {
    await expect(renderXml(domainXml(wish))).toMatchFileSnapshot(join(folder, `${name}.xml`));
  });

  test("has a golden file for every wish and no other", () => {
    expect(readdirSync(folder).toSorted()).toEqual(
      Object.keys(wishes)
        .map((name) => `${name}.xml`)
        .toSorted(),
    );
  });
});
