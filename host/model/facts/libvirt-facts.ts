import type { ByteSize } from "../byte-size.ts";
import type { XmlElement } from "../xml/xml.ts";

/** What a q35 guest can have on this host, from libvirt's domain capabilities. */
export interface GuestCapabilities {
  /** The fastest way to run a guest that works here: `kvm`, or `qemu` (plain emulation, far slower). */
  readonly virtType: "kvm" | "qemu";
  /** The machine that `q35` stands for: `pc-q35-7.2`. */
  readonly machine: string;
  /** Firmware that libvirt can choose on its own: `efi`, `bios`. */
  readonly firmware: readonly string[];
  /** CPU modes: `host-passthrough`, `maximum`, `host-model`, … */
  readonly cpuModes: readonly string[];
  /** Types of graphics: `spice`, `vnc`, … */
  readonly graphics: readonly string[];
  /** Models of video cards: `vga`, `virtio`, `none`, … */
  readonly video: readonly string[];
  /** TPM backends: `emulator` where swtpm is installed. */
  readonly tpm: readonly string[];
  /** Whether PCI functions can be given to guests by vfio, as libvirt sees it at this moment. */
  readonly vfio: boolean;
}

/** A domain that libvirt knows, running or not. */
export interface DomainFacts {
  readonly name: string;
  readonly uuid: string;
  /** `running`, `shut off`, `paused`, `crashed`, `in shutdown`, `pmsuspended`. */
  readonly state: string;
  /** Why it is in that state (`shutdown`, `destroyed`, `booted`), where libvirt says. */
  readonly reason?: string | undefined;
  readonly autostart: boolean;
  /** False for a domain that vanishes when it stops. */
  readonly persistent: boolean;
  /** What its next start will use. */
  readonly inactive: XmlElement;
  /** What runs now; absent while nothing runs. */
  readonly live?: XmlElement | undefined;
}

/** Whether a QEMU process exists for it, in whatever state. */
export function isActive({ state }: DomainFacts): boolean {
  return state !== "shut off" && state !== "crashed";
}

/** What libvirt's system daemon says; it is only asked where its client is installed. */
export type LibvirtFacts =
  | { readonly state: "absent" }
  /** Installed, and its daemon gives no answer. */
  | { readonly state: "unreachable"; readonly reason: string }
  | LibvirtInventory;

export interface LibvirtInventory {
  readonly state: "ready";
  /** Such as `9.0.0`. */
  readonly libvirtVersion: string;
  /** Such as `7.2.22`; absent where there is no QEMU. */
  readonly qemuVersion?: string | undefined;
  /** What a q35 guest can have here; absent where there is no QEMU for it. */
  readonly capabilities?: GuestCapabilities | undefined;
  readonly pools: readonly PoolFacts[];
  readonly volumes: readonly VolumeFacts[];
  readonly domains: readonly DomainFacts[];
  readonly networks: readonly NetworkFacts[];
}

/** A virtual network. */
export interface NetworkFacts {
  readonly name: string;
  readonly active: boolean;
}

/** A storage pool of libvirt. */
export interface PoolFacts {
  readonly name: string;
  readonly uuid: string;
  /** `dir`, `logical`, `zfs`, … */
  readonly type: string;
  /** Where its volumes are; absent for types without a place in the file system. */
  readonly path?: string | undefined;
  readonly active: boolean;
  readonly autostart: boolean;
  /** False for one that vanishes when it stops. */
  readonly persistent: boolean;
}

/** A volume in an active storage pool. */
export interface VolumeFacts {
  /** The pool's name. */
  readonly pool: string;
  readonly name: string;
  readonly path: string;
  readonly key: string;
  /** What the guest sees. */
  readonly capacity: ByteSize;
  /** What it takes on the host now. */
  readonly allocation: ByteSize;
  /** `qcow2`, `raw`, … */
  readonly format: string;
}
