import type { XmlElement } from "../../model/xml/xml.ts";
import { find } from "../../model/xml/xml-lookup.ts";
import { addressOf } from "./elements/address.ts";

/**
 * Names the devices of a definition by what makes each the same device in another definition of the domain,
 * in their order.
 */
export function keyedDevices(definition: XmlElement): ReadonlyMap<string, XmlElement> {
  const keyed = new Map<string, XmlElement>();
  for (const device of find(definition, "devices")?.children ?? []) {
    const base = keyOf(device);
    let key = base;
    for (let count = 2; keyed.has(key); count += 1) key = `${base} #${count}`;
    keyed.set(key, device);
  }
  return keyed;
}

/**
 * Such as `disk vda`, `hostdev 0000:01:00.0`, `shmem looking-glass`; devices without an identity count by
 * their kind.
 */
function keyOf(device: XmlElement): string {
  const { name, attributes } = device;
  const words: Readonly<Record<string, string | undefined>> = {
    disk: find(device, "target")?.attributes.dev,
    controller: `${attributes.type} ${attributes.index ?? "0"}`,
    interface: interfaceSource(device),
    hostdev: addressOf(find(device, "source", "address")) ?? attributes.type,
    channel: find(device, "target")?.attributes.name,
    shmem: attributes.name,
    input: `${attributes.type} ${attributes.bus ?? ""}`,
  };
  const word = words[name];
  return word === undefined || word === "" ? name : `${name} ${word}`;
}

function interfaceSource(device: XmlElement): string | undefined {
  const { network, bridge, dev } = find(device, "source")?.attributes ?? {};
  return network ?? bridge ?? dev;
}
