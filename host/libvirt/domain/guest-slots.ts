import type { GuestPlace } from "../../model/domain-wish.ts";
import { type PciAddress, partsOf, slotOf } from "../../model/pci-address.ts";

/** Places that are taken already: of functions by their host address, and every PCI controller's index. */
export interface TakenPlaces {
  readonly hostdevs: ReadonlyMap<PciAddress, { readonly bus: number; readonly function: number }>;
  readonly controllers: readonly number[];
}

export const nothingTaken: TakenPlaces = { hostdevs: new Map(), controllers: [] };

/**
 * Gives the functions of one host slot one guest slot, with the numbers they have on the host where function
 * 0 is among them (drivers look for the audio function beside the display). A card that has a place in the
 * guest keeps it.
 */
export function placeHostdevs(
  addresses: readonly PciAddress[],
  taken: TakenPlaces,
): ReadonlyMap<PciAddress, GuestPlace> {
  const places = new Map<PciAddress, GuestPlace>();
  let next = Math.max(0, ...taken.controllers) + 1;
  for (const [, functions] of Map.groupBy(addresses, slotOf)) {
    const known = functions
      .map((address) => taken.hostdevs.get(address))
      .find((place) => place !== undefined);
    const bus = known?.bus ?? next;
    if (known === undefined) next += 1;
    const sorted = functions.toSorted();
    const keepNumbers = sorted.some((address) => partsOf(address).function === 0);
    for (const [index, address] of sorted.entries()) {
      const fn = keepNumbers ? partsOf(address).function : index;
      places.set(address, { bus, function: fn, multifunction: fn === 0 && sorted.length > 1 });
    }
  }
  return places;
}
