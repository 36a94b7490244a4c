import { TaggedLines } from "../facts/tagged.ts";
import { followDisks } from "./lifeline-disks.ts";
import { followNetwork } from "./lifeline-network.ts";
import type { Lifelines } from "./lifelines.ts";

/** Follows the way in and the disks, as the tagged lines describe them, down to PCI functions. */
export function parseLifelines(text: string): Lifelines {
  const lines = new TaggedLines(text);
  return { network: followNetwork(lines), disks: followDisks(lines) };
}
