import type { PciConnector, PciDevice } from "../../model/facts/pci-facts.ts";
import { addressesIn, type PciAddress } from "../../model/pci-address.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";

/** Parses what the walk over sysfs prints, in the order of the addresses. */
export function parsePciDevices(text: string): readonly PciDevice[] {
  const lines = new TaggedLines(text);
  const attributes = attributesOf(text);
  const groups = new Map(lines.all("group").map(groupOf));
  const names = new Map(lines.pairs("name").map(([id, name]) => [id, name.trim()]));
  const connectors = connectorsOf(lines);
  const devices = lines.all("path").map((path) => {
    const parts = addressesIn(path);
    const address = parts.at(-1);
    if (address === undefined) throw new Error(`no PCI address in ${path}`);
    return deviceOf(address, parts.at(-2), attributes.get(address) ?? new Map(), {
      group: groups.get(address),
      names,
      connectors: connectors.get(address) ?? [],
    });
  });
  return devices.sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** Lines `<address>/<attribute>:<value>`; those of `uevent` have the attribute in the value. */
function attributesOf(text: string): Map<string, Map<string, string>> {
  const devices = new Map<string, Map<string, string>>();
  for (const [, address = "", file = "", value = ""] of text.matchAll(/^([0-9a-f:.]+)\/(\w+):(.*)$/gm)) {
    const attributes = devices.get(address) ?? new Map<string, string>();
    devices.set(address, attributes);
    const equals = value.indexOf("=");
    if (file !== "uevent") attributes.set(file, value.trim());
    else if (equals > 0) attributes.set(value.slice(0, equals), value.slice(equals + 1));
  }
  return devices;
}

function deviceOf(
  address: PciAddress,
  parent: PciAddress | undefined,
  attributes: ReadonlyMap<string, string>,
  found: {
    group: number | undefined;
    names: ReadonlyMap<string, string>;
    connectors: readonly PciConnector[];
  },
): PciDevice {
  const classCode = (attributes.get("PCI_CLASS") ?? "").toLowerCase().padStart(6, "0");
  const [vendor = "", device = ""] = idsOf(attributes.get("PCI_ID"));
  const [subsystemVendor, subsystemDevice] = idsOf(attributes.get("PCI_SUBSYS_ID"));
  const override = attributes.get("driver_override");
  const node = Number(attributes.get("numa_node") ?? -1);
  return {
    address,
    class: classCode,
    vendor,
    device,
    subsystemVendor,
    subsystemDevice,
    revision: attributes.get("revision")?.replace(/^0x/, ""),
    driver: attributes.get("DRIVER"),
    driverOverride: override === "(null)" || override === "" ? undefined : override,
    iommuGroup: found.group,
    bootVga: flag(attributes.get("boot_vga")),
    resetMethods: attributes.get("reset_method")?.split(/\s+/).filter(Boolean) ?? [],
    isBridge: classCode.startsWith("06"),
    parent,
    powerState: attributes.get("power_state"),
    d3coldAllowed: flag(attributes.get("d3cold_allowed")),
    numaNode: node < 0 ? undefined : node,
    connectors: found.connectors,
    name: nameOf(found.names, vendor, device),
  };
}

function idsOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.toLowerCase().split(":");
}

function flag(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : text === "1";
}

/** `/sys/kernel/iommu_groups/7/devices/0000:01:00.0` */
function groupOf(path: string): readonly [string, number] {
  const parts = path.split("/");
  return [parts.at(-1) ?? "", Number(parts.at(-3))];
}

/** The vendor alone where the list has only that. */
function nameOf(names: ReadonlyMap<string, string>, vendor: string, device: string): string | undefined {
  const words = [names.get(vendor), names.get(`${vendor}:${device}`)].filter((name) => name !== undefined);
  return words.length === 0 ? undefined : words.join(" ");
}

/** Lines `<path of the connector> <status>`; its name is behind the card's: `card1-HDMI-A-1`. */
function connectorsOf(lines: TaggedLines): Map<string, PciConnector[]> {
  const connectors = new Map<string, PciConnector[]>();
  for (const [path, status] of lines.pairs("connector")) {
    const device = addressesIn(path).at(-1);
    if (device === undefined) continue;
    const name = (path.split("/").at(-1) ?? "").replace(/^card\d+-/, "");
    const known = status === "connected" || status === "disconnected" ? status : "unknown";
    connectors.set(device, [...(connectors.get(device) ?? []), { name, status: known }]);
  }
  return connectors;
}
