import type { BootFacts } from "../../model/boot/boot-facts.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { tokensOf } from "../../model/command-line/arguments.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import { instruction } from "../on-host/instruction.ts";
import { type BootChange, partOf } from "../parts/parts.ts";
import { bootInstruction } from "../transaction/instructions.ts";
import { sourceInstructions } from "../transaction/source-instructions.ts";

/**
 * Instructions for the transaction script: one instruction a line, of words without blanks. Empty when
 * nothing stored changes.
 */
export function changeInstructions(
  changes: readonly BootChange[],
  wanted: WantedBoot,
  facts: BootFacts,
): readonly string[] {
  const stored = changes.flatMap((change) => partOf(change).instructions?.(change, facts, wanted) ?? []);
  if (stored.length === 0) return [];
  const functions = Object.keys(wanted.functions).map((address) => {
    const holder = facts.pci.find((device) => device.address === address)?.driver;
    return instruction("function", { address, driver: holder ?? "none" });
  });
  const tokens = tokensOf(wanted.commandLine).map(({ text }) => instruction("token", { token: text }));
  const binding = wanted.overlay === undefined ? [instruction("binding", { how: "rebuild" })] : [];
  const announced = new Set(changes.flatMap((change) => partOf(change).announced ?? []));
  const { plannedFrom } = managedLoader(facts.bootLoader);
  const sources = sourceInstructions(facts.bootLoader.sources, plannedFrom);
  return [bootInstruction(facts), ...sources, ...announced, ...binding, ...functions, ...tokens, ...stored];
}
