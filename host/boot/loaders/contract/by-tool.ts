import { tokensOf } from "../../../model/command-line/arguments.ts";
import { paths } from "../../../model/managed-paths.ts";
import { instruction } from "../../on-host/instruction.ts";
import type { ManagedLoader } from "./loader.ts";

/**
 * What loaders have in common whose entries a program makes of arguments that it keeps in a file of its own.
 * Ours are added to those; entries cannot be made to load an overlay, because what is written into them is
 * lost when they are regenerated.
 */
export function byTool(owner: string, menu: string): Omit<ManagedLoader, "manages" | "problems"> {
  return {
    bootFolder: () => "/boot",
    loadsOverlay: false,
    withImages: "its entries load copies of the images",
    files: (args) => ({
      [paths.arguments]: tokensOf(args)
        .map(({ text }) => `${text}\n`)
        .join(""),
    }),
    argumentsFile: paths.arguments,
    menu,
    undo: "takes our arguments away in the same way; for one boot without them, delete vfio_bind=… at the boot menu (key e)",
    plannedFrom: ["arguments", "entries"],
    instruction: instruction("arguments-by-tool", { tool: owner }),
  };
}
