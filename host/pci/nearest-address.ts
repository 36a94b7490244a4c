import type { PciDevice } from "../model/facts/pci-facts.ts";
import { type PciAddress, parsePciAddress, partsOf } from "../model/pci-address.ts";

/**
 * The three functions whose addresses are nearest to one that does not exist. Bridges are left out: nobody
 * means them.
 */
export function nearestTo(text: string, devices: readonly PciDevice[]): readonly PciDevice[] {
  const wanted = parsePciAddress(text);
  if (wanted === undefined) return [];
  return devices
    .filter(({ isBridge }) => !isBridge)
    .map((device) => ({ device, distance: distance(device.address, wanted) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ device }) => device);
}

/** A different function is nearer than a different slot, and that is nearer than a different bus. */
function distance(a: PciAddress, b: PciAddress): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  return (
    Math.abs(left.domain - right.domain) * 1e6 +
    Math.abs(left.bus - right.bus) * 1e3 +
    Math.abs(left.slot - right.slot) * 10 +
    Math.abs(left.function - right.function)
  );
}
