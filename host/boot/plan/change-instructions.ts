import type { BootChange } from "../../model/boot/boot-change.ts";
import type { BootFacts } from "../../model/boot/boot-facts.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { tokensOf } from "../../model/command-line/arguments.ts";
import { paths } from "../../model/paths.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import { bootInstruction, storeInstruction, sysctlInstruction } from "../transaction/instructions.ts";
import { sourceInstructions } from "../transaction/source-instructions.ts";

/** What the transaction script is told: one instruction a line, of words without blanks. Empty when nothing stored changes. */
export function changeInstructions(
  changes: readonly BootChange[],
  wanted: WantedBoot,
  facts: BootFacts,
): readonly string[] {
  const stored = changes.flatMap((change) => storedInstructions(change, facts));
  if (stored.length === 0) return [];
  const functions = Object.keys(wanted.functions).map((address) => {
    const holder = facts.pci.find((device) => device.address === address)?.driver;
    return `function ${address} ${holder ?? "none"}`;
  });
  const tokens = tokensOf(wanted.commandLine).map(({ text }) => `token ${text}`);
  const binding = wanted.overlay === undefined ? ["binding rebuild"] : [];
  const copies = changes.some(({ kind }) => kind === "file" || kind === "copy") ? ["copies"] : [];
  const loader = managedLoader(facts.bootLoader);
  const remade = changes.some(({ kind }) => kind === "menu");
  const more = remade
    ? loader.instructions?.({ ...facts.bootLoader, ...facts.managed }, wanted.commandLine)
    : [];
  const sources = sourceInstructions(facts.bootLoader.sources, loader.plannedFrom);
  return [
    bootInstruction(facts),
    ...sources,
    ...copies,
    ...binding,
    ...functions,
    ...tokens,
    ...stored,
    ...(more ?? []),
  ];
}

function storedInstructions(
  change: BootChange,
  { managed, kernel, bootLoader }: BootFacts,
): readonly string[] {
  switch (change.kind) {
    case "file": {
      const waits = change.path === paths.modprobe ? [`module-options ${kernel.bootId}`] : [];
      return [storeInstruction(managed, change), ...waits];
    }
    case "copy":
      return [storeInstruction(managed, change)];
    case "sysctl":
      return [sysctlInstruction(change)];
    case "overlay":
      return ["overlay"];
    case "no-overlay":
      return ["no-overlay"];
    case "images": {
      const what = managedLoader(bootLoader).makesImages === undefined ? "image" : "entry-image";
      return change.images.map(
        ({ path, kernel: release, tool }) => `${what} ${change.how} ${tool} ${release} ${path}`,
      );
    }
    case "menu":
      return [managedLoader(bootLoader).instruction];
    default:
      return [];
  }
}
