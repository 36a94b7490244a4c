import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import type { PciDevice } from "../../model/facts/pci-facts.ts";
import { slotOf } from "../../model/pci-address.ts";
import { isDisplay } from "../../pci/display-functions.ts";
import { failedReasons } from "../parts/failed.ts";
import { file } from "../parts/file.ts";
import { changesOf } from "../parts/part.ts";
import type { BootChange } from "../parts/parts.ts";
import { rebootReasons } from "../parts/reboot.ts";

/**
 * The first line of a preview: the host, what is bound, whether it reboots, and how many files are written or
 * removed. `reboot`: the reboot in short, if there is one.
 */
export function describeHeadline(
  host: string,
  changes: readonly BootChange[],
  { functions }: Pick<WantedBoot, "functions">,
  pci: readonly PciDevice[],
  reboot: string,
): string {
  const devices = pci.filter(({ address }) => functions[address] !== undefined);
  const isBound =
    devices.length === Object.keys(functions).length && devices.every(({ driver }) => driver === "vfio-pci");
  const slots = [...new Set(devices.map(({ address }) => slotOf(address)))];
  const cards = slots.map((slot) =>
    describeCard(
      slot,
      devices.filter(({ address }) => slotOf(address) === slot),
    ),
  );
  const files = changesOf(file, changes).length;
  return [
    `${nameOf(host)}: ${cards.join(", ") || "no device"} ${isBound ? "on" : "→"} vfio-pci`,
    rebootWords(changes, reboot),
    ...(files === 0 ? [] : [counted(files, "file")]),
  ].join(" · ");
}

/** `ops@ws1:22` is shown as `ws1`. */
function nameOf(host: string): string {
  return host.replace(/^[^@]*@/, "").replace(/:\d+$/, "");
}

function rebootWords(changes: readonly BootChange[], reboot: string): string {
  if (failedReasons(changes).length > 0) return "another reboot would not help";
  return rebootReasons(changes).length === 0 ? "no reboot" : reboot;
}

/** A card, or another device, by its slot: `GeForce RTX 3070 (01:00, 4 functions)`. */
function describeCard(slot: string, functions: readonly PciDevice[]): string {
  const [main] = [...functions.filter(isDisplay), ...functions];
  const name = main?.name === undefined ? `[${main?.vendor}:${main?.device}]` : modelOf(main.name);
  return `${name} (${slot.replace(/^0000:/, "")}, ${counted(functions.length, "function")})`;
}

/** `NVIDIA Corporation GA104 [GeForce RTX 3070]` is known as what stands in the last brackets. */
function modelOf(name: string): string {
  return /\[([^\]]+)\]$/.exec(name)?.[1] ?? name;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
