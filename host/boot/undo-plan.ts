import type { UndoFacts } from "./parts/part.ts";
import { type BootChange, parts } from "./parts/parts.ts";
import { bootInstruction } from "./transaction/instructions.ts";

/** How everything that we wrote is undone. */
export interface UndoPlan {
  readonly instructions: readonly string[];
  /** What was found changed by others, for the user. */
  readonly remarks: readonly string[];
  /** What is done in the running system after the instructions. */
  readonly atOnce: readonly BootChange[];
}

/** Every part undoes what is its own, the last of them first. */
export function planUndo(facts: UndoFacts): UndoPlan {
  const undone = [...parts].reverse().flatMap((part) => part.undo?.(facts) ?? []);
  return {
    instructions: [bootInstruction(facts), ...undone.flatMap(({ instructions = [] }) => instructions)],
    remarks: undone.flatMap(({ remarks = [] }) => remarks),
    atOnce: undone.flatMap(({ atOnce = [] }) => atOnce),
  };
}
