import type { PciDevice } from "../model/facts/pci.ts";
import { slotOf } from "../model/pci-address.ts";
import type { PciProblem } from "../model/problem.ts";
import { builtIn, endpointsOf, isDisplay } from "./display-functions.ts";
import { guardFunctions } from "./guard.ts";
import type { GuardFacts } from "./guard-facts.ts";

/** A slot with a display function. */
export interface DisplayCard {
  /** `0000:01:00`: what a selector may name. */
  readonly slot: string;
  /** What its display function is called, else its ids. */
  readonly name: string;
  /** Addresses of all its functions that are no bridges. */
  readonly functions: readonly string[];
  readonly isBootDisplay: boolean;
  /** Why it is no card of its own: `part of the processor`, `part of the management controller`. */
  readonly partOf?: string | undefined;
  /** Everything that speaks against passing the whole slot through; empty = it can be. */
  readonly problems: readonly PciProblem[];
  /** What could not be checked yet. */
  readonly notes: readonly string[];
}

/** The cards of a host in the order of their slots, each judged as if all its functions were to be passed through. */
export function displayCards(facts: GuardFacts): readonly DisplayCard[] {
  const displays = facts.pci.filter(isDisplay);
  const slots = [...new Set(displays.map(({ address }) => slotOf(address)))];
  return slots.map((slot) => {
    const functions = endpointsOf(slot, facts.pci);
    const [display] = functions.filter(isDisplay);
    const { refusals, notes } = guardFunctions(functions, facts);
    return {
      slot,
      name: nameOf(display),
      functions: functions.map(({ address }) => address),
      isBootDisplay: functions.some(({ bootVga }) => bootVga === true),
      partOf: display === undefined ? undefined : builtIn(display, facts.pci),
      problems: refusals,
      notes,
    };
  });
}

function nameOf(display: PciDevice | undefined): string {
  return display === undefined ? "" : (display.name ?? `${display.vendor}:${display.device}`);
}
