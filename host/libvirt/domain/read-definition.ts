import { type ByteSize, byteSize } from "../../model/byte-size.ts";
import type { PciAddress } from "../../model/pci-address.ts";
import type { XmlElement } from "../../model/xml/xml.ts";
import { childOf, childrenOf, find, textAt } from "../../model/xml/xml-lookup.ts";
import { addressOf } from "./elements/address.ts";

/**
 * What a definition says, in the properties with which a domain is declared; what it does not say is absent.
 */
export interface ReadDefinition {
  readonly name: string;
  readonly title?: string | undefined;
  readonly memory: ByteSize;
  readonly vcpus: number;
  readonly type: "kvm" | "qemu";
  readonly firmware: "efi" | "bios";
  readonly secureBoot: boolean;
  readonly kernel?: string | undefined;
  readonly initrd?: string | undefined;
  readonly commandLine?: string | undefined;
  readonly clock: "utc" | "localtime";
  readonly disks: readonly ReadDisk[];
  readonly networks: readonly ReadNetwork[];
  readonly hostdevs: readonly { readonly address: PciAddress }[];
  readonly sharedMemory: readonly { readonly name: string; readonly size: ByteSize }[];
  readonly serial: { readonly file?: string };
  readonly graphics: "spice" | "vnc" | "none";
  readonly video?: string | undefined;
  readonly sound: "ich9" | "none";
  readonly tpm: boolean;
}

export interface ReadDisk {
  readonly file: string;
  readonly format: string;
  readonly device: string;
  readonly bus: string;
  readonly target: string;
  readonly readonly: boolean;
  readonly bootOrder?: number;
}

export interface ReadNetwork {
  readonly network?: string;
  readonly bridge?: string;
  readonly model: string;
  readonly mac: string;
}

/**
 * Reads a definition as far as declarations have words for it: for `pulumi import`, and to say what was
 * changed by hand.
 */
export function readDefinition(definition: XmlElement): ReadDefinition {
  const os = find(definition, "os");
  const devices = find(definition, "devices");
  const file = find(devices, "serial", "log")?.attributes.file;
  const graphics = find(devices, "graphics")?.attributes.type;
  return {
    name: textAt(definition, "name") ?? "",
    title: textAt(definition, "title"),
    memory: byteSize(currentKibibytes(definition) * 1024),
    vcpus: Number(textAt(definition, "vcpu") ?? 1),
    type: definition.attributes.type === "kvm" ? "kvm" : "qemu",
    firmware: os?.attributes.firmware === "efi" || find(os, "nvram") !== undefined ? "efi" : "bios",
    secureBoot: hasFeature(os, "secure-boot"),
    kernel: textAt(os, "kernel"),
    initrd: textAt(os, "initrd"),
    commandLine: textAt(os, "cmdline"),
    clock: find(definition, "clock")?.attributes.offset === "localtime" ? "localtime" : "utc",
    disks: childrenOf(devices, "disk").map(readDisk),
    networks: childrenOf(devices, "interface").map(readNetwork),
    hostdevs: childrenOf(devices, "hostdev")
      .flatMap((device) => addressOf(find(device, "source", "address")) ?? [])
      .map((address) => ({ address })),
    sharedMemory: childrenOf(devices, "shmem").map((device) => ({
      name: device.attributes.name ?? "",
      size: byteSize(Number(textAt(device, "size") ?? 4) * 2 ** 20),
    })),
    serial: file === undefined ? {} : { file },
    graphics: graphics === "spice" || graphics === "vnc" ? graphics : "none",
    video: find(devices, "video", "model")?.attributes.type,
    sound: childOf(devices ?? definition, "sound") === undefined ? "none" : "ich9",
    tpm: find(devices, "tpm") !== undefined,
  };
}

/** libvirt writes both in KiB; the guest gets `currentMemory`, which `virsh setmem` changes. */
function currentKibibytes(definition: XmlElement): number {
  return Number(textAt(definition, "currentMemory") ?? textAt(definition, "memory") ?? 0);
}

function hasFeature(os: XmlElement | undefined, name: string): boolean {
  return childrenOf(find(os, "firmware"), "feature").some(
    ({ attributes }) => attributes.name === name && attributes.enabled === "yes",
  );
}

function readDisk(device: XmlElement): ReadDisk {
  const source = find(device, "source")?.attributes ?? {};
  const order = find(device, "boot")?.attributes.order;
  return {
    file: source.file ?? source.dev ?? "",
    format: find(device, "driver")?.attributes.type ?? "raw",
    device: device.attributes.device ?? "disk",
    bus: find(device, "target")?.attributes.bus ?? "virtio",
    target: find(device, "target")?.attributes.dev ?? "",
    readonly: childOf(device, "readonly") !== undefined,
    ...(order === undefined ? {} : { bootOrder: Number(order) }),
  };
}

function readNetwork(device: XmlElement): ReadNetwork {
  const { network, bridge } = find(device, "source")?.attributes ?? {};
  return {
    ...(network === undefined ? {} : { network }),
    ...(bridge === undefined || network !== undefined ? {} : { bridge }),
    model: find(device, "model")?.attributes.type ?? "virtio",
    mac: find(device, "mac")?.attributes.address ?? "",
  };
}
