import type { BootChange } from "../../model/boot/boot-change.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { parseToken } from "../../model/command-line/command-line.ts";
import { bindsByIds, IDS, IDS_KEY } from "../../model/command-line/ids-token.ts";

/** Whether a change is to the ids that vfio-pci is told. */
export function changesIds(change: BootChange): boolean {
  return change.kind === "token" && parseToken(change.text).key === IDS_KEY;
}

/** Why an overlay is not needed any more. */
export function withoutOverlay({ commandLine }: WantedBoot): string {
  return bindsByIds(commandLine)
    ? "functions are bound by their ids"
    : "the host's own images carry the bind script";
}

/** What the loader says of an undo. Without the bind script, it is the ids that have to go for a boot that captures nothing. */
export function describeUndo(undo: string, { commandLine }: WantedBoot): string {
  return bindsByIds(commandLine) ? undo.replace("vfio_bind=…", `${IDS}=…`) : undo;
}
