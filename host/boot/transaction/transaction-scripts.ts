import { readFileSync } from "node:fs";
import { sourcesScript } from "../loaders/boot-sources.ts";

/** What every script of the transaction is made of, in the order in which the parts refer to each other. */
export const transactionParts: string = [
  "run",
  "lock",
  "journal",
  "replace",
  "files",
  "sysctl",
  "overlay",
  "image-tools",
  "images",
  "restore-images",
  "grub-settings",
  "grub-menu",
  "loader-entries",
  "kept-arguments",
  "sdbootutil",
  "tool-arguments",
  "deployments",
  "traces",
  "unchanged",
]
  .map(script)
  .reduce((text, part) => `${text}\n${part}`, sourcesScript);

/** The functions that carry out a change (`change_host`) and an undo (`undo_host`). */
export const changeFunction: string = script("change");
export const undoFunction: string = script("undo");

/** Carries out a boot transaction; instructions come from standard input. $1: root of the tree (tests). */
export const changeScript: string = [transactionParts, changeFunction, script("run-change")].join("\n");

/** Gives the host back as it was before all transactions; instructions and parameter as for the change. */
export const undoScript: string = [transactionParts, undoFunction, script("run-undo")].join("\n");

/** Gives the PCI functions named as parameters to vfio-pci while the system runs. */
export const bindScript: string = script("bind-running");

function script(name: string): string {
  return readFileSync(new URL(`./scripts/${name}.sh`, import.meta.url), "utf8");
}
