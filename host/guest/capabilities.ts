import type { XmlElement } from "./xml.ts";
import { childrenOf, find, textAt } from "./xml-lookup.ts";

/** What a q35 guest can have on this host, from libvirt's domain capabilities. */
export interface GuestCapabilities {
  /** The fastest way to run a guest that works here: `kvm`, or `qemu` (plain emulation, far slower). */
  readonly virtType: "kvm" | "qemu";
  /** The machine that `q35` stands for: `pc-q35-7.2`. */
  readonly machine: string;
  /** Firmware that libvirt can choose by itself: `efi`, `bios`. */
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

/** Reads the essentials of `virsh domcapabilities`. */
export function parseCapabilities(root: XmlElement): GuestCapabilities {
  const devices = find(root, "devices");
  return {
    virtType: textAt(root, "domain") === "kvm" ? "kvm" : "qemu",
    machine: textAt(root, "machine") ?? "q35",
    firmware: enumOf(find(root, "os"), "firmware"),
    cpuModes: childrenOf(find(root, "cpu"), "mode")
      .filter(({ attributes }) => attributes.supported === "yes")
      .map(({ attributes }) => attributes.name ?? ""),
    graphics: enumOf(find(devices, "graphics"), "type"),
    video: enumOf(find(devices, "video"), "modelType"),
    tpm: enumOf(find(devices, "tpm"), "backendModel"),
    vfio: enumOf(find(devices, "hostdev"), "pciBackend").includes("vfio"),
  };
}

function enumOf(parent: XmlElement | undefined, name: string): readonly string[] {
  const list = childrenOf(parent, "enum").find(({ attributes }) => attributes.name === name);
  return childrenOf(list, "value").map(({ text }) => text);
}
