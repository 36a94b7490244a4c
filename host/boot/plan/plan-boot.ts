import type { BootFacts } from "../../model/boot/boot-facts.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { type BootChange, parts } from "../parts/parts.ts";

/** What must be done so that the host is, and next boots, as declared; empty when it is so. */
export function planBoot(facts: BootFacts, wanted: WantedBoot): readonly BootChange[] {
  const changes: BootChange[] = [];
  for (const part of parts) changes.push(...part.plan(facts, wanted, changes));
  return changes;
}
