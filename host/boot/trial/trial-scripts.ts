import { readFileSync } from "node:fs";
import { changeFunction, transactionParts, undoFunction } from "../transaction/transaction-scripts.ts";

const trial = script("trial");

/** Stages and arms a trial; instructions come from standard input. $1 of this and the others: root of the tree (tests). */
export const armScript: string = [
  transactionParts,
  trial,
  script("room"),
  script("trial-images"),
  script("words"),
  script("arm"),
].join("\n");

/** Runs a tool where the files of a trial are in their places. */
export const inPlaceScript: string = script("in-place");

/** Makes what was tried the default, or undoes everything; kept on the host, and given the transaction's instructions. */
export const commitScripts = {
  change: [transactionParts, trial, script("begin-commit"), changeFunction, script("commit-change")].join(
    "\n",
  ),
  undo: [transactionParts, trial, script("begin-commit"), undoFunction, script("commit-undo")].join("\n"),
} as const;

/** What is done at a boot while a trial is on the host; kept there. */
export const recoverScript: string = [transactionParts, trial, script("recover")].join("\n");

/** Takes a trial away, or says that it is rejected. */
export const disarmScript: string = [transactionParts, trial, script("run-disarm")].join("\n");

/** The unit that takes away what is left of a trial after a boot. */
export const recoverUnit: string = unit("recover");

/** The unit that starts the host anew when nobody confirms a trial in time: `seconds` after the start of its user space; what is before that ends by itself (`panic=`). */
export function deadManUnit(seconds: number): string {
  return unit("dead-man").replace("SECONDS", String(seconds));
}

function script(name: string): string {
  return readFileSync(new URL(`./scripts/${name}.sh`, import.meta.url), "utf8");
}

function unit(name: string): string {
  return readFileSync(new URL(`./scripts/${name}.service`, import.meta.url), "utf8");
}
