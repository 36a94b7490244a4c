import { byTool } from "../contract/by-tool.ts";
import { type ManagedLoader, missingPrograms, unifiedImageProblems } from "../contract/loader.ts";
import { kernelstubReader } from "./read.ts";

/**
 * Pop!_OS: kernelstub copies the newest kernel and the one before, with their images, to the EFI partition,
 * and makes their entries of /etc/kernelstub/configuration. That file is edited, not `kernelstub -d` called:
 * it would put all other arguments into another order (a set of Python's, kernelstub/application.py).
 */
export const kernelstub: ManagedLoader = {
  read: kernelstubReader,
  ...byTool(
    "kernelstub",
    "/etc/kernelstub/configuration gets the arguments, and kernelstub makes the boot entries of it",
  ),
  manages: ({ owner }) => owner === "kernelstub",
  problems: ({ bootLoader, managed }) => [
    ...unifiedImageProblems(bootLoader),
    ...missingPrograms(managed, false),
  ],
};
