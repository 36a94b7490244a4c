import type { PciDevice } from "./facts.ts";

/** Why functions cannot be passed through, or cannot be found. */
export interface PciProblem {
  readonly code:
    | "not-a-selector"
    | "no-card"
    | "several-cards"
    | "no-boot-display"
    | "address-not-found"
    | "ids-not-found"
    | "ids-match-boot-display"
    | "bridge"
    | "boot-display"
    | "boot-display-unknown"
    | "only-display"
    | "ssh-network"
    | "system-disk"
    | "group-has-lifeline"
    | "lifeline-unknown"
    | "group-not-viable"
    | "no-group";
  /** What it is about: an address, or the selector as it was written. */
  readonly subject: string;
  /** A sentence without the final period. */
  readonly what: string;
  /** What was found, with a line for every function named. */
  readonly found?: string | undefined;
  readonly next: string;
}

/** One line for people: `0000:01:00.0 [10de:1b06] NVIDIA Corporation GP102 (driver nouveau)`. */
export function describeDevice({ address, vendor, device, name, class: code, driver }: PciDevice): string {
  const words = name ?? `class ${code.slice(0, 4)}`;
  return `${address} [${vendor}:${device}] ${words} (${driver === undefined ? "no driver" : `driver ${driver}`})`;
}

/** A line for every device. */
export function describeDevices(devices: readonly PciDevice[]): string {
  return devices.map(describeDevice).join("\n");
}

/** The text of problems, all of them: what, what was found, and what to do. */
export function describeProblems(problems: readonly PciProblem[]): string {
  return problems
    .map(({ what, found, next }) =>
      [`- ${what}`, ...(found?.split("\n").map((line) => `    ${line}`) ?? []), `  Next: ${next}`].join("\n"),
    )
    .join("\n");
}
