import { type PciAddress, parsePciAddress, partsOf } from "../../../model/pci-address.ts";
import type { XmlElement } from "../../../model/xml/xml.ts";

/** The attributes of an `<address>` in libvirt's way of writing. */
export function addressAttributes(address: PciAddress): Readonly<Record<string, string>> {
  const { domain, bus, slot, function: fn } = partsOf(address);
  return { domain: hex(domain, 4), bus: hex(bus, 2), slot: hex(slot, 2), function: hex(fn, 1) };
}

/** A number as libvirt writes it: `0x0c`. */
export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, "0")}`;
}

/** The address that an `<address>` element names; `undefined` when it is none of PCI. */
export function addressOf(written: XmlElement | undefined): PciAddress | undefined {
  if (written === undefined) return undefined;
  const { domain = "0x0000", bus, slot, function: fn = "0x0" } = written.attributes;
  if (bus === undefined || slot === undefined) return undefined;
  const digits = (text: string, width: number): string => Number(text).toString(16).padStart(width, "0");
  return parsePciAddress(`${digits(domain, 4)}:${digits(bus, 2)}:${digits(slot, 2)}.${digits(fn, 1)}`);
}
