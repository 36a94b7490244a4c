import { HostError } from "../errors.ts";
import type { Observation } from "../observation.ts";
import { slotOf } from "../pci/address.ts";
import type { PciDevice } from "../pci/facts.ts";
import { idsOf } from "./complete.ts";

/** What else decides which functions are meant. */
export interface ResolveOptions {
  readonly allowBootDisplay: boolean;
  /** Functions that the same selectors stood for before: address → `vendor:device`. */
  readonly previous: Readonly<Record<string, string>>;
  readonly onWarning: (text: string) => void;
}

/** The functions that selectors stand for, in the order of their addresses. */
export function resolveFunctions(
  host: string,
  facts: Observation,
  devices: readonly string[],
  options: ResolveOptions,
): readonly PciDevice[] {
  const previous = facts.pci.filter((device) => options.previous[device.address] === idsOf(device));
  if (previous.length > 0 && previous.length === Object.keys(options.previous).length) return previous;
  const displays = facts.pci.filter((device) => device.class.startsWith("03") && device.bootVga !== true);
  const [card] = displays;
  if (devices.includes("auto") && card !== undefined) {
    return facts.pci.filter(({ address }) => slotOf(address) === slotOf(card.address));
  }
  throw new HostError({ what: "not resolved", host });
}
