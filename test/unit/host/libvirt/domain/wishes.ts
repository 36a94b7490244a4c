import { byteSize } from "../../../../../host/model/byte-size.ts";
import type { DomainWish } from "../../../../../host/model/domain-wish.ts";
import { type PciAddress, parsePciAddress } from "../../../../../host/model/pci-address.ts";

/** An address that is one. */
export function address(text: string): PciAddress {
  const parsed = parsePciAddress(text);
  if (parsed === undefined) throw new Error(`${text} is no PCI address`);
  return parsed;
}

/** The guest of the lab: two functions on one slot, shared memory, direct boot, serial file. */
export const labGuest: DomainWish = {
  name: "proof",
  owner: "0123456789abcdef",
  virtType: "qemu",
  memory: byteSize(256 * 2 ** 20),
  vcpus: 1,
  cpu: "maximum",
  addressBits: 39,
  addressBitsElement: true,
  firmware: "efi",
  secureBoot: false,
  directBoot: { kernel: "/boot/vmlinuz", initrd: "/boot/initrd", commandLine: "console=ttyS0 a='<b>'" },
  clock: "utc",
  disks: [],
  networks: [],
  hostdevs: [{ address: address("01:00.0") }, { address: address("01:00.1") }],
  sharedMemory: [{ name: "looking-glass", size: byteSize(32 * 2 ** 20) }],
  serialFile: "/var/log/libvirt/qemu/proof-serial.log",
  graphics: "none",
  video: "none",
  sound: "none",
  tpm: false,
  extraDevices: [],
  qemuArguments: [],
};

/** A plain guest without anything that is optional. */
export const plainGuest: DomainWish = {
  ...labGuest,
  name: "plain",
  virtType: "kvm",
  cpu: "host-passthrough",
  addressBits: undefined,
  firmware: "bios",
  directBoot: undefined,
  hostdevs: [],
  sharedMemory: [],
  serialFile: undefined,
};
