import { partsOf } from "../../model/pci-address.ts";
import type { XmlElement } from "../../model/xml/xml.ts";
import { childOf, childrenOf, find, withChildren } from "../../model/xml/xml-lookup.ts";
import { keyedDevices } from "./device-key.ts";
import { addressOf } from "./elements/address.ts";
import { foreignMetadata } from "./elements/metadata.ts";
import type { TakenPlaces } from "./guest-slots.ts";

/** The guest's places that a definition gives to functions of the host, and its PCI controllers. */
export function takenPlaces(found: XmlElement): TakenPlaces {
  const devices = find(found, "devices");
  const hostdevs = childrenOf(devices, "hostdev").flatMap((device) => {
    const source = addressOf(find(device, "source", "address"));
    const guest = addressOf(childOf(device, "address"));
    if (source === undefined || guest === undefined) return [];
    const { bus, function: fn } = partsOf(guest);
    return [[source, { bus, function: fn }] as const];
  });
  const controllers = childrenOf(devices, "controller")
    .filter(({ attributes }) => attributes.type === "pci")
    .map(({ attributes }) => Number(attributes.index));
  return { hostdevs: new Map(hostdevs), controllers };
}

/**
 * The wanted definition with what a guest must not lose by an update: UUID, versioned machine, chosen
 * firmware and its variables, MAC addresses, controllers and the addresses of devices on them, and other
 * programs' metadata. A guest that finds its network card or disk somewhere else takes it for a new one.
 */
export function keepSticky(wanted: XmlElement, found: XmlElement): XmlElement {
  const uuid = childrenOf(wanted, "uuid").length > 0 ? [] : childrenOf(found, "uuid");
  const children = wanted.children.flatMap((child) => {
    if (child.name === "name") return [child, ...uuid];
    if (child.name === "metadata")
      return [withChildren(child, [...child.children, ...foreignMetadata(found)])];
    if (child.name === "os") return [keepMachine(child, find(found, "os"))];
    if (child.name === "devices") return [withChildren(child, keepDevices(wanted, found))];
    return [child];
  });
  return withChildren(wanted, children);
}

/**
 * A later QEMU's `q35` is another machine; firmware that was chosen once belongs to the variables file it
 * wrote.
 */
function keepMachine(os: XmlElement, found: XmlElement | undefined): XmlElement {
  const machine = find(found, "type")?.attributes.machine;
  const sameFirmware = os.attributes.firmware === found?.attributes.firmware;
  const chosen = ["loader", "nvram"].flatMap((name) => (sameFirmware ? childrenOf(found, name) : []));
  const own = os.children.map((child) =>
    child.name === "type" && machine !== undefined
      ? { ...child, attributes: { ...child.attributes, machine } }
      : child,
  );
  const added = chosen.filter(({ name }) => !own.some((child) => child.name === name));
  const place = own.findIndex(({ name }) => ["kernel", "initrd", "cmdline"].includes(name));
  return withChildren(os, place < 0 ? [...own, ...added] : own.toSpliced(place, 0, ...added));
}

function keepDevices(wanted: XmlElement, found: XmlElement): readonly XmlElement[] {
  const declared = keyedDevices(wanted);
  const present = keyedDevices(found);
  const merged = [...declared].map(([key, device]) => keepPlace(device, present.get(key)));
  const controllers = [...present].filter(([key, { name }]) => name === "controller" && !declared.has(key));
  return [...merged, ...controllers.map(([, device]) => device)];
}

/** Takes over what the device has and the wish leaves open. */
function keepPlace(device: XmlElement, found: XmlElement | undefined): XmlElement {
  if (found === undefined) return device;
  if (device.name === "controller")
    return found.attributes.model === device.attributes.model ? found : device;
  const open = ["mac", "address"].flatMap((name) =>
    childOf(device, name) === undefined ? childrenOf(found, name) : [],
  );
  const kept = open.filter(({ name }) => name === "address" || device.name === "interface");
  const [before, after] = [
    kept.filter(({ name }) => name === "mac"),
    kept.filter(({ name }) => name === "address"),
  ];
  return withChildren(device, [...before, ...device.children, ...after]);
}
