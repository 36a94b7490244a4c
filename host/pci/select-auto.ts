import type { PciDevice } from "../model/facts/pci-facts.ts";
import { slotOf } from "../model/pci-address.ts";
import { describeDevice } from "./describe-devices.ts";
import { builtIn, endpointsOf, isDisplay } from "./display-functions.ts";
import { refused, type Selection } from "./selection.ts";

/**
 * The one display card that is not the boot display, with all functions of its slot. Displays that are part
 * of the processor or of a management controller are no cards. The boot display must be known: otherwise the
 * host could lose its only screen.
 */
export function selectAuto(devices: readonly PciDevice[]): Selection {
  const displays = devices.filter(isDisplay);
  const boot = displays.find(({ bootVga }) => bootVga === true);
  const others = displays.filter(
    (display) => boot === undefined || slotOf(display.address) !== slotOf(boot.address),
  );
  const cards = others.filter((display) => builtIn(display, devices) === undefined);
  const slots = [...new Set(cards.map(({ address }) => slotOf(address)))];
  const list = displays
    .map((display) => `${describeDevice(display)}${remark(display, boot, devices)}`)
    .join("\n");
  const [slot] = slots;
  if (boot === undefined && displays.length > 0) {
    return refused({
      code: "no-boot-display",
      subject: "auto",
      what: "auto cannot tell which display is the host's own: the kernel marks none as the boot display",
      found: list,
      next: `write the slot of the card instead${slot === undefined ? "" : `, such as "${slot}"`}`,
    });
  }
  if (slot !== undefined && slots.length === 1)
    return { functions: endpointsOf(slot, devices), problems: [] };
  if (slot !== undefined) {
    return refused({
      code: "several-cards",
      subject: "auto",
      what: `auto finds ${slots.length} cards that are not the boot display`,
      found: list,
      next: `write the slot of one instead: ${slots.map((one) => `"${one}"`).join(" or ")}`,
    });
  }
  return refused({
    code: "no-card",
    subject: "auto",
    what: "auto finds no display card beside the boot display",
    found: list === "" ? "no display at all" : list,
    next:
      others.length === 0
        ? "add a second display for the host, or name the card by its slot and allow taking the boot display"
        : "make the other adapter the primary display in the firmware setup, or name a slot yourself",
  });
}

function remark(display: PciDevice, boot: PciDevice | undefined, devices: readonly PciDevice[]): string {
  if (display === boot) return ", the boot display";
  const part = builtIn(display, devices);
  return part === undefined ? "" : `, ${part}`;
}
