import type { InitramfsFacts } from "../../model/facts/initramfs-facts.ts";
import { dracut } from "./dracut.ts";
import { initramfsTools } from "./initramfs-tools.ts";
import { mkinitcpio } from "./mkinitcpio.ts";
import type { InitramfsTool } from "./tool.ts";

/** Every tool that can be brought to put the bind script into its images. */
export const tools: readonly InitramfsTool[] = [initramfsTools, dracut, mkinitcpio];

/** The tool that makes this host's images; `undefined` when it is none of the known ones. */
export function toolOf({ tool }: Pick<InitramfsFacts, "tool">): InitramfsTool | undefined {
  return tools.find(({ name }) => name === tool);
}

/** Which of our files for the tools must be executable. */
export const toolPrograms: readonly string[] = tools.flatMap(({ programs }) => programs);
