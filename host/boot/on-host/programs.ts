import { readFileSync } from "node:fs";
import { compose } from "./compose.ts";

/**
 * Carries out a boot transaction; instructions come from standard input. $1 of this and the others: root of
 * the tree (tests).
 */
export const changeScript: string = program("change");

/** Restores the host to what it was before all transactions; instructions and parameter as for the change. */
export const undoScript: string = program("undo");

/** Binds the PCI functions named as parameters to vfio-pci while the system runs. */
export const bindScript: string = program("bind-running");

/** Stages and arms a trial; instructions come from standard input. */
export const armScript: string = program("arm");

/** Runs a tool where the files of a trial are in their places. */
export const inPlaceScript: string = program("in-place");

/**
 * Makes what was tried the default, or undoes everything; kept on the host, and given the transaction's
 * instructions.
 */
export const commitScripts = { change: program("commit-change"), undo: program("commit-undo") } as const;

/** Runs at every boot while a trial is on the host; kept there. */
export const recoverScript: string = program("recover");

/** Removes a trial, or notes that it is rejected. */
export const disarmScript: string = program("disarm");

/** The unit that removes what is left of a trial after a boot. */
export const recoverUnit: string = unit("recover");

/**
 * The unit that reboots the host if nothing confirms a trial in time: `seconds` after the start of its user
 * space. Before that, the kernel reboots on its own (`panic=`).
 */
export function deadManUnit(seconds: number): string {
  return unit("dead-man").replace("SECONDS", String(seconds));
}

/**
 * Text of a piece. Its name is its path in this folder; `loaders/<loader>/<piece>` is in the folder of a boot
 * loader, and `loaders/<script>` among the scripts of all of them. Throws when there is none.
 */
export function readPiece(name: string): string {
  const [room, topic, script] = name.split("/");
  if (room !== "loaders") return fileText(`./${name}.sh`);
  return fileText(
    script === undefined ? `../loaders/scripts/${topic}.sh` : `../loaders/${topic}/on-host/${script}.sh`,
  );
}

function program(name: string): string {
  return compose(`programs/${name}`, readPiece);
}

function unit(name: string): string {
  return fileText(`./units/${name}.service`);
}

function fileText(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}
