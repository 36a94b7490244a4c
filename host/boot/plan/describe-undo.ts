import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { bindsByIds, IDS } from "../../model/command-line/ids-token.ts";

/**
 * How everything is undone, a line each. `undo`: what the boot loader says of it. Without the bind script, it
 * is the ids that have to go for a boot that captures nothing.
 */
export function describeUndo(undo: string, { commandLine }: WantedBoot): readonly string[] {
  const text = bindsByIds(commandLine) ? undo.replace("vfio_bind=…", `${IDS}=…`) : undo;
  const [first, ...more] = text.split("; ");
  return [`undo: destroy removes these files and ${first}`, ...more.map((line) => `  ${line}`)];
}
