import type { Outcome } from "./cycle.ts";
import type { Scenario } from "./state.ts";

/** A state that was gone through. */
export interface Result {
  readonly scenario: Scenario;
  readonly outcome: Outcome;
}

const SETTINGS = ["hugepages", "isolateCpus", "kvm", "vfioPci", "acsOverride", "sysctl"] as const;

/** What is counted: a name, and the states that have it. */
const KINDS: readonly (readonly [name: string, has: (scenario: Scenario) => boolean])[] = [
  ["GRUB", ({ state }) => state.loader === "grub"],
  ["systemd-boot", ({ state }) => state.loader === "systemd-boot"],
  ["binding: rebuild", ({ declared }) => declared.binding === "rebuild"],
  ...SETTINGS.map((name) => [name, ({ declared }: Scenario) => declared[name] !== undefined] as const),
  ["free arguments", ({ declared }) => Object.keys(declared.commandLine).length > 0],
  ["free module options", ({ declared }) => Object.keys(declared.modprobe).length > 0],
  ["changed afterwards", ({ second }) => second !== undefined],
  ["meddled with", ({ meanwhile }) => meanwhile.length > 0],
];

/** How many of the states that were applied had each kind of thing. */
export function countsOf(results: readonly Result[]): ReadonlyMap<string, number> {
  const applied = results.filter(({ outcome }) => outcome.kind === "applied");
  return new Map(KINDS.map(([name, has]) => [name, applied.filter(({ scenario }) => has(scenario)).length]));
}
