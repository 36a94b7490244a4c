import type { PciDevice } from "../model/facts/pci-facts.ts";
import { slotOf } from "../model/pci-address.ts";
import type { PciProblem } from "../model/problem.ts";
import { describeDevices } from "./describe-devices.ts";
import { isDisplay } from "./display-functions.ts";
import type { GuardFacts, GuardOptions, GuardReport } from "./guard-facts.ts";
import { guardGroups, notesOnGroups } from "./guard-groups.ts";
import { guardLifelines } from "./guard-lifelines.ts";

/**
 * Checks functions before anything on the host is changed: everything that speaks against passing them
 * through, all at once.
 */
export function guardFunctions(
  functions: readonly PciDevice[],
  facts: GuardFacts,
  options: GuardOptions = {},
): GuardReport {
  const endpoints = functions.filter(({ isBridge }) => !isBridge);
  return {
    refusals: [
      ...functions.filter(({ isBridge }) => isBridge).map(bridge),
      ...(options.allowBootDisplay ? [] : guardDisplays(endpoints, facts.pci)),
      ...guardLifelines(endpoints, facts, options.allowUnknownLifelines === true),
      ...guardGroups(endpoints, facts),
    ],
    notes: [...notesOnGroups(endpoints, facts), ...notesOnSlots(endpoints, facts.pci)],
  };
}

function bridge(device: PciDevice): PciProblem {
  return {
    code: "bridge",
    subject: device.address,
    what: `${device.address} is a bridge (class ${device.class}), and bridges are never passed through`,
    found: describeDevices([device]),
    next: "name the functions behind it; bridges in their group are no obstacle",
  };
}

/** A VGA function of which the kernel does not say whether it is the boot display might be it. */
function guardDisplays(
  functions: readonly PciDevice[],
  devices: readonly PciDevice[],
): readonly PciProblem[] {
  const displays = functions.filter(isDisplay);
  const allow = "to take it all the same, set allowBootDisplay, and reach the host by SSH only";
  const known = devices.some(({ bootVga }) => bootVga === true);
  const problems = displays.flatMap((display): PciProblem[] => {
    const found = describeDevices([display]);
    const subject = display.address;
    if (display.bootVga === true) {
      const what = `${subject} is the boot display: the host would have no screen`;
      const next = `make another adapter the primary display in the firmware setup; ${allow}`;
      return [{ code: "boot-display", subject, what, found, next }];
    }
    if (display.bootVga === undefined && display.class.startsWith("0300") && !known) {
      const what = `${subject} may be the boot display: the kernel does not say which one is`;
      return [{ code: "boot-display-unknown", subject, what, found, next: allow }];
    }
    return [];
  });
  const all = devices.filter(isDisplay);
  if (problems.length > 0 || displays.length === 0 || displays.length < all.length) return problems;
  return [
    {
      code: "only-display",
      subject: displays.map(({ address }) => address).join(", "),
      what: `The host has no display beside ${displays.map(({ address }) => address).join(" and ")}`,
      found: describeDevices(displays),
      next: `add one for the host; ${allow}`,
    },
  ];
}

function notesOnSlots(functions: readonly PciDevice[], devices: readonly PciDevice[]): readonly string[] {
  return leftBehind(functions, devices).map(({ address, driver }) => {
    const holder = driver === undefined ? "" : `, bound to ${driver}`;
    return `${address} is another function of the same card and stays with the host${holder}.`;
  });
}

/** Functions of a card that would stay with the host, such as its sound or USB. */
export function leftBehind(
  functions: readonly PciDevice[],
  devices: readonly PciDevice[],
): readonly PciDevice[] {
  const cards = new Set(functions.filter(isDisplay).map(({ address }) => slotOf(address)));
  return devices.filter(
    (device) => cards.has(slotOf(device.address)) && !device.isBridge && !functions.includes(device),
  );
}
