import { tokensOf } from "./arguments.ts";
import { type ManagedFacts, paths } from "./managed.ts";
import type { BootChange, BootFacts } from "./plan.ts";
import { modeOf, type WantedBoot } from "./wanted.ts";

/** What the transaction script is told: one instruction a line, of words without blanks. Empty when nothing stored changes. */
export function changeInstructions(
  changes: readonly BootChange[],
  wanted: WantedBoot,
  facts: BootFacts,
): readonly string[] {
  const stored = changes.flatMap((change) => storedInstructions(change, facts));
  if (stored.length === 0) return [];
  const functions = Object.keys(wanted.functions).map((address) => `function ${address}`);
  const tokens = tokensOf(wanted.commandLine).map(({ text }) => `token ${text}`);
  return [...functions, ...tokens, ...stored];
}

/** An instruction to write a file, if it still is as it was seen. */
export function writeInstruction(managed: ManagedFacts, path: string, text: string): string {
  const data = Buffer.from(text, "utf8").toString("base64");
  return `file ${modeOf(path)} ${managed.files[path]?.sha256 ?? "absent"} ${path} ${data}`;
}

/** An instruction to remove a file, if it still is as it was seen. */
export function removeInstruction(managed: ManagedFacts, path: string): string {
  return `remove ${managed.files[path]?.sha256 ?? "absent"} ${path}`;
}

function storedInstructions(change: BootChange, { managed, kernel }: BootFacts): readonly string[] {
  switch (change.kind) {
    case "file": {
      const { path, after } = change;
      const waits = path === paths.modprobe ? [`module-options ${kernel.bootId}`] : [];
      return [
        after === undefined ? removeInstruction(managed, path) : writeInstruction(managed, path, after),
        ...waits,
      ];
    }
    case "overlay":
      return ["overlay"];
    case "menu":
      return ["menu"];
    default:
      return [];
  }
}
