import type { Lifelines } from "../../model/facts/lifelines-facts.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";
import { followDisks } from "./lifeline-disks.ts";
import { followNetwork } from "./lifeline-network.ts";

/** Follows the way in and the disks, as the tagged lines describe them, down to PCI functions. */
export function parseLifelines(text: string): Lifelines {
  const lines = new TaggedLines(text);
  return { network: followNetwork(lines), disks: followDisks(lines) };
}
