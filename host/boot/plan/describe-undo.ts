import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { bindsByIds, IDS } from "../../model/command-line/ids-token.ts";

/** What the loader says of an undo. Without the bind script, it is the ids that have to go for a boot that captures nothing. */
export function describeUndo(undo: string, { commandLine }: WantedBoot): string {
  return bindsByIds(commandLine) ? undo.replace("vfio_bind=…", `${IDS}=…`) : undo;
}
