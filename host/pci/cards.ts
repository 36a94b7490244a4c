import { z } from "zod";
import type { PciDevice } from "../model/facts/pci-facts.ts";
import type { Immutable } from "../model/immutable.ts";
import { slotOf } from "../model/pci-address.ts";
import { pciProblemSchema } from "../model/problem.ts";
import { builtIn, endpointsOf, isDisplay } from "./display-functions.ts";
import { guardFunctions } from "./guard.ts";
import type { GuardFacts } from "./guard-facts.ts";

export const displayCardSchema = z
  .object({
    slot: z.string().describe("What a selector may name: `0000:01:00`."),
    name: z.string().describe("Name of its display function, else its ids."),
    functions: z.array(z.string()).describe("Addresses of all its functions that are no bridges."),
    isBootDisplay: z.boolean().describe("Whether the firmware shows its picture on it."),
    partOf: z
      .string()
      .optional()
      .describe(
        "Why it is no card of its own: `part of the processor`, `part of the management controller`.",
      ),
    problems: z
      .array(pciProblemSchema)
      .describe("Everything that speaks against passing the whole card through; empty if it can be."),
    notes: z.array(z.string()).describe("What could not be checked yet."),
  })
  .meta({ id: "DisplayCard", description: "A card with a display function." });

/** A card with a display function. */
export type DisplayCard = Immutable<z.output<typeof displayCardSchema>>;

/**
 * The cards of a host in the order of their slots, each judged as if all its functions were to be passed
 * through.
 */
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
