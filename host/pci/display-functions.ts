import type { PciDevice } from "../model/facts/pci-facts.ts";
import { slotOf } from "../model/pci-address.ts";

/**
 * Vendors whose display functions are part of a board's management controller: ASPEED, and Matrox's G200 for
 * servers.
 */
const MANAGEMENT_VENDORS = new Set(["1a03", "102b"]);

/** A display function: VGA, 3D or other (class 03xx). */
export function isDisplay(device: Pick<PciDevice, "class">): boolean {
  return device.class.startsWith("03");
}

/** The functions of a slot that can be passed through: all but bridges. */
export function endpointsOf(slot: string, devices: readonly PciDevice[]): readonly PciDevice[] {
  return devices.filter((device) => slotOf(device.address) === slot && !device.isBridge);
}

/**
 * Why a display is none that `auto` would take: part of the processor, or of the board's management
 * controller. Intel's graphics are on the root bus; AMD's processors have theirs in one slot with the
 * platform security processor (class 1080).
 */
export function builtIn(display: PciDevice, devices: readonly PciDevice[]): string | undefined {
  if (MANAGEMENT_VENDORS.has(display.vendor)) return "part of the management controller";
  if (display.vendor === "8086" && display.address.startsWith("0000:00:")) return "part of the processor";
  const mates = endpointsOf(slotOf(display.address), devices);
  const amd =
    display.vendor === "1002" &&
    mates.some((mate) => mate.vendor === "1022" && mate.class.startsWith("1080"));
  return amd ? "part of the processor" : undefined;
}
