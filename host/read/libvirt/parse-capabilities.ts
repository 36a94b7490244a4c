import type { GuestCapabilities } from "../../model/facts/libvirt-facts.ts";
import type { XmlElement } from "../../model/xml/xml.ts";
import { childrenOf, find, textAt } from "../../model/xml/xml-lookup.ts";

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
