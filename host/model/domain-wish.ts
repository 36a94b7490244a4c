import type { ByteSize } from "./byte-size.ts";
import type { PciAddress } from "./pci-address.ts";
import type { XmlElement } from "./xml/xml.ts";

/** A domain as it should be, everything decided: what its definition is rendered from. */
export interface DomainWish {
  readonly name: string;
  /** Absent: the one it has, or a new one. */
  readonly uuid?: string | undefined;
  readonly title?: string | undefined;
  /** Whose it is; kept in the definition's metadata. */
  readonly owner: string;
  readonly virtType: "kvm" | "qemu";
  readonly memory: ByteSize;
  readonly vcpus: number;
  readonly cpu: CpuMode;
  /** Limit of the guest's physical addresses in bits, where the IOMMU has fewer than the CPU. */
  readonly addressBits?: number | undefined;
  /** Whether that limit can be said in libvirt's own words (since 8.7), or must be an argument of QEMU. */
  readonly addressBitsElement: boolean;
  readonly firmware: "efi" | "bios";
  readonly secureBoot: boolean;
  readonly directBoot?: DirectBoot | undefined;
  readonly clock: "utc" | "localtime";
  readonly disks: readonly DiskWish[];
  readonly networks: readonly NetworkWish[];
  readonly hostdevs: readonly HostdevWish[];
  readonly sharedMemory: readonly SharedMemoryWish[];
  /** File to which the serial console is copied. */
  readonly serialFile?: string | undefined;
  readonly graphics: "spice" | "vnc" | "none";
  readonly video: string;
  readonly sound: "ich9" | "none";
  readonly tpm: boolean;
  readonly extraDevices: readonly XmlElement[];
  readonly qemuArguments: readonly string[];
}

export type CpuMode = "host-passthrough" | "host-model" | "maximum";

/** Boot of a kernel from the host's file system, without a boot loader in the guest. */
export interface DirectBoot {
  readonly kernel: string;
  readonly initrd?: string | undefined;
  readonly commandLine?: string | undefined;
}

export interface DiskWish {
  /** Absolute path of an image on the host. */
  readonly file: string;
  readonly format: "qcow2" | "raw";
  readonly device: "disk" | "cdrom";
  readonly bus: "virtio" | "sata" | "scsi" | "usb";
  /** Name in the definition, unique in the guest: `vda`. */
  readonly target: string;
  readonly readonly: boolean;
  /** 1 is tried first. */
  readonly bootOrder?: number | undefined;
}

export interface NetworkWish {
  /** A virtual network of libvirt, or a bridge of the host. */
  readonly source: { readonly network: string } | { readonly bridge: string };
  readonly model: string;
  /** Absent: the one it has, or a new one. */
  readonly mac?: string | undefined;
}

export interface HostdevWish {
  readonly address: PciAddress;
  readonly romFile?: string | undefined;
  readonly romBar?: boolean | undefined;
}

/** An ivshmem-plain device: memory that guest and host share by name in /dev/shm. */
export interface SharedMemoryWish {
  readonly name: string;
  /** A power of two, at least 1 MiB. */
  readonly size: ByteSize;
}

/** Where a function sits in the guest: slot 0 of a bus behind a root port of its own. */
export interface GuestPlace {
  /** Index of the root port, which is the number of its bus in the definition. */
  readonly bus: number;
  readonly function: number;
  /** On function 0 of a slot that has more. */
  readonly multifunction: boolean;
}
