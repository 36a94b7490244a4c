import type { GuestPlace, HostdevWish } from "../../../model/domain-wish.ts";
import { element, type XmlElement } from "../../../model/xml/xml.ts";
import { addressAttributes, hex } from "./address.ts";

/**
 * A function of the host, given to the guest as it is: it was bound to vfio-pci when the host booted, and
 * libvirt does not rebind it.
 */
export function hostdev({ address, romFile, romBar }: HostdevWish, place: GuestPlace): XmlElement {
  const rom = romFile !== undefined || romBar !== undefined;
  const bar = romBar === undefined ? undefined : romBar ? "on" : "off";
  return element("hostdev", { mode: "subsystem", type: "pci", managed: "no" }, [
    element("source", {}, [element("address", addressAttributes(address))]),
    rom ? element("rom", { bar, file: romFile }) : undefined,
    element("address", {
      type: "pci",
      domain: hex(0, 4),
      bus: hex(place.bus, 2),
      slot: hex(0, 2),
      function: hex(place.function, 1),
      multifunction: place.multifunction ? "on" : undefined,
    }),
  ]);
}

/** The port whose bus has one slot: for the functions of one card. */
export function rootPort(index: number): XmlElement {
  return element("controller", { type: "pci", index, model: "pcie-root-port" });
}

/** The q35 machine's own bus. */
export function rootBus(): XmlElement {
  return element("controller", { type: "pci", index: 0, model: "pcie-root" });
}
