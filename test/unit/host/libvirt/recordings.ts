import { readFileSync } from "node:fs";
import { join } from "node:path";
import { byteSize } from "../../../../host/model/byte-size.ts";
import type { DomainWish } from "../../../../host/model/domain-wish.ts";
import type { DomainFacts, LibvirtInventory } from "../../../../host/model/facts/libvirt-facts.ts";
import { libvirtReader } from "../../../../host/read/libvirt/libvirt-reader.ts";
import { labGuest } from "./domain/wishes.ts";

/** What libvirt 9.0 said in the lab, read from test/cases/libvirt. */
export function recorded(name: string): LibvirtInventory {
  const path = join(import.meta.dirname, "../../../cases/libvirt", `${name}.txt`);
  const facts = libvirtReader.parse({ code: 0, stdout: readFileSync(path, "utf8"), stderr: "" });
  if (facts.state !== "ready") throw new Error(`${name} has no inventory`);
  return facts;
}

/** The one domain of a recording. */
export function onlyDomain({ domains }: LibvirtInventory): DomainFacts {
  const [domain] = domains;
  if (domain === undefined) throw new Error("there is no domain");
  return domain;
}

/** What the recorded domain was made from. */
export const recordedWish: DomainWish = {
  ...labGuest,
  owner: "87f0a7792f108ef9a197c4db3b6c35e4",
  title: "A & B",
  directBoot: {
    kernel: "/var/lib/lab-guest/vmlinuz",
    initrd: "/var/lib/lab-guest/initrd",
    commandLine: "console=ttyS0",
  },
  disks: [
    {
      file: "/var/lib/libvirt/vfio/disk.qcow2",
      format: "qcow2",
      device: "disk",
      bus: "virtio",
      target: "vda",
      readonly: false,
    },
  ],
  networks: [{ source: { network: "default" }, model: "virtio" }],
};

/** The same with more memory, which it got while it ran. */
export const grownWish: DomainWish = { ...recordedWish, memory: byteSize(320 * 2 ** 20) };
