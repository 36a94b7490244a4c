import type { PciDevice } from "../model/facts/pci-facts.ts";
import { slotOf } from "../model/pci-address.ts";
import { renderSelector, type Selector } from "../model/selector.ts";
import { describeDevices } from "./describe-devices.ts";
import { endpointsOf, isDisplay } from "./display-functions.ts";
import { nearestTo } from "./nearest-address.ts";
import { selectAuto } from "./select-auto.ts";
import { refused, type Selection } from "./selection.ts";

export type { Selection } from "./selection.ts";

/**
 * The functions that selectors name. A full address is that function only, a slot all its functions but
 * bridges, ids every function that has them, and `auto` the one display card that is not the boot display,
 * with all functions of its slot. Whether they may be passed through is another question: `guardFunctions`.
 */
export function selectFunctions(selectors: readonly Selector[], devices: readonly PciDevice[]): Selection {
  const selections = selectors.map((selector) => select(selector, devices));
  const chosen = new Set(selections.flatMap(({ functions }) => functions));
  return {
    functions: [...chosen].sort(displaysFirst),
    problems: selections.flatMap(({ problems }) => problems),
  };
}

function select(selector: Selector, devices: readonly PciDevice[]): Selection {
  const text = renderSelector(selector);
  switch (selector.kind) {
    case "auto":
      return selectAuto(devices);
    case "function":
      return found(
        text,
        devices.filter(({ address }) => address === selector.address),
        selector.address,
        devices,
      );
    case "slot": {
      const all = devices.filter(({ address }) => slotOf(address) === selector.slot);
      // A slot that has nothing but bridges is left for the guard to refuse.
      const endpoints = endpointsOf(selector.slot, devices);
      return found(text, endpoints.length > 0 ? endpoints : all, `${selector.slot}.0`, devices);
    }
    case "ids":
      return selectIds(text, selector.vendor, selector.device, devices);
  }
}

function found(
  text: string,
  functions: readonly PciDevice[],
  near: string,
  devices: readonly PciDevice[],
): Selection {
  if (functions.length > 0) return { functions, problems: [] };
  return refused({
    code: "address-not-found",
    subject: text,
    what: `There is no PCI function at ${text}`,
    found: `nearest:\n${describeDevices(nearestTo(near, devices))}`,
    next: "correct the address; hardware changes move addresses, so compare the ids too",
  });
}

function selectIds(text: string, vendor: string, device: string, devices: readonly PciDevice[]): Selection {
  const matching = devices.filter((candidate) => candidate.vendor === vendor && candidate.device === device);
  const boot = matching.find(({ bootVga }) => bootVga === true);
  if (boot !== undefined && matching.length > 1) {
    const others = matching.filter((candidate) => candidate !== boot);
    return refused({
      code: "ids-match-boot-display",
      subject: text,
      what: `${text} is also the boot display, ${boot.address}`,
      found: describeDevices(matching),
      next: `write the slot instead: ${others.map(({ address }) => `"${slotOf(address)}"`).join(" or ")}`,
    });
  }
  if (matching.length > 0) return { functions: matching, problems: [] };
  const displays = devices.filter(isDisplay);
  return refused({
    code: "ids-not-found",
    subject: text,
    what: `There is no PCI function with the ids ${text}`,
    found: displays.length === 0 ? "no display at all" : `displays:\n${describeDevices(displays)}`,
    next: "correct the ids, or write an address",
  });
}

function displaysFirst(a: PciDevice, b: PciDevice): number {
  if (isDisplay(a) !== isDisplay(b)) return isDisplay(a) ? -1 : 1;
  return a.address < b.address ? -1 : 1;
}
