import type { Lifelines } from "../model/facts/lifelines-facts.ts";
import type { PciDevice } from "../model/facts/pci-facts.ts";
import { describeDevice } from "./describe-devices.ts";
import { isDisplay } from "./display-functions.ts";
import { usesOf } from "./guard-lifelines.ts";

/** What the host uses a function for, as far as that is known; `undefined` for nothing known. */
function hostUseOf(device: PciDevice, { network, disks }: Lifelines): string | undefined {
  const carried = [usesOf(network, device), usesOf(disks, device)].filter((uses) => uses !== "");
  const display = device.bootVga === true ? ["the boot display"] : isDisplay(device) ? ["a display"] : [];
  const uses = [...carried, ...display];
  return uses.length === 0 ? undefined : uses.join(", ");
}

/** A line for every function, with what the host uses it for. */
export function describeUses(devices: readonly PciDevice[], lifelines: Lifelines): string {
  return devices
    .map((device) => {
      const use = hostUseOf(device, lifelines);
      return `${describeDevice(device)}${use === undefined ? "" : `: ${use}`}`;
    })
    .join("\n");
}
