import type { PciDevice } from "../model/facts/pci-facts.ts";

/** One line for the user: `0000:01:00.0 [10de:1b06] NVIDIA Corporation GP102 (driver nouveau)`. */
export function describeDevice({ address, vendor, device, name, class: code, driver }: PciDevice): string {
  const words = name ?? `class ${code.slice(0, 4)}`;
  return `${address} [${vendor}:${device}] ${words} (${driver === undefined ? "no driver" : `driver ${driver}`})`;
}

/** A line for every device. */
export function describeDevices(devices: readonly PciDevice[]): string {
  return devices.map(describeDevice).join("\n");
}
