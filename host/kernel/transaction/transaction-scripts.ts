import { readFileSync } from "node:fs";
import { sourcesScript } from "../entries/sources.ts";

/** What change and undo are made of, in the order in which they refer to each other. */
const parts = [
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
];

/** Carries out a boot transaction; instructions come from standard input. $1: root of the tree (tests). */
export const changeScript: string = [
  sourcesScript,
  ...parts.map(script),
  script("unchanged"),
  script("change"),
].join("\n");

/** Gives the host back as it was before all transactions; instructions and parameter as for the change. */
export const undoScript: string = [...parts, "undo"].map(script).join("\n");

/** Gives the PCI functions named as parameters to vfio-pci while the system runs. */
export const bindScript: string = script("bind-running");

function script(name: string): string {
  return readFileSync(new URL(`./scripts/${name}.sh`, import.meta.url), "utf8");
}
