import type * as pulumi from "@pulumi/pulumi";

/** A disk of a guest. */
export interface DomainDisk {
  /** Absolute path of the image: the `path` of a Volume, or any other file on the host. */
  readonly file: pulumi.Input<string>;
  /** Default: `raw` for a cdrom, else `qcow2`. */
  readonly format?: pulumi.Input<"qcow2" | "raw"> | undefined;
  /** Default `disk`. */
  readonly device?: pulumi.Input<"disk" | "cdrom"> | undefined;
  /** Default: `sata` for a cdrom, else `virtio`. */
  readonly bus?: pulumi.Input<"virtio" | "sata" | "scsi" | "usb"> | undefined;
  /** Name in the definition. Default: the next free of the bus (`vda`, `sda`). */
  readonly target?: pulumi.Input<string> | undefined;
  /** Default false; a cdrom always is. */
  readonly readonly?: pulumi.Input<boolean> | undefined;
  /** 1 is tried first. Default: libvirt tries the disks. */
  readonly bootOrder?: pulumi.Input<number> | undefined;
}

/** A network card of a guest: on a virtual network, or on a bridge of the host. */
export interface DomainNetwork {
  /** A virtual network of libvirt; it is started when the guest needs it. */
  readonly network?: pulumi.Input<string> | undefined;
  /** A bridge of the host, instead of a virtual network. */
  readonly bridge?: pulumi.Input<string> | undefined;
  /** Default `virtio`. */
  readonly model?: pulumi.Input<"virtio" | "e1000e" | "rtl8139"> | undefined;
  /** Lower case. Default: libvirt chooses one, which is kept. */
  readonly mac?: pulumi.Input<string> | undefined;
}

/** A PCI function of the host that a guest gets. */
export interface DomainHostdev {
  /** The function on the host: `0000:01:00.0`. */
  readonly address: pulumi.Input<string>;
  /** Absolute path of an image of its option ROM, for cards that need one. */
  readonly romFile?: pulumi.Input<string> | undefined;
  /** Whether the guest sees the card's ROM. Default: yes. */
  readonly romBar?: pulumi.Input<boolean> | undefined;
}

/** Memory that guest and host share, as Looking Glass does. */
export interface DomainSharedMemory {
  /** Name of the file in /dev/shm, such as `looking-glass`. */
  readonly name: pulumi.Input<string>;
  /** A power of two: `32 MiB` for 1920×1080, `64 MiB` for 2560×1440, `128 MiB` for 3840×2160. */
  readonly size: pulumi.Input<string>;
}

/** The serial console of a guest; `virsh console` always reaches it. */
export interface DomainSerial {
  /** File on the host that gets everything the guest prints; emptied at every start. */
  readonly file?: pulumi.Input<string> | undefined;
}
