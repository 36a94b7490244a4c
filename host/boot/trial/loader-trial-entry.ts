import type { BootEntry } from "../../model/facts/boot-loader.ts";

/**
 * The file of a trial for systemd-boot. A machine-id that no machine has keeps it apart from the entries of this system, which are edited, and
 * without a sort-key it stands behind those that have one.
 */
export function loaderTrialEntry({ title, kernel, initrds, commandLine }: BootEntry): string {
  return [
    `title ${title}`,
    `machine-id ${"0".repeat(32)}`,
    `linux ${kernel}`,
    ...initrds.map((path) => `initrd ${path}`),
    `options ${commandLine}`,
    "",
  ].join("\n");
}
