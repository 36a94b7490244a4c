import { trialFaults } from "./cases.ts";
import type { Fault } from "./fault.ts";
import { interruptions } from "./interruptions.ts";

const CHOSEN: readonly string[] = [
  "kernel missing",
  "overlay damaged",
  "a disk of fstab is missing, which leads to the emergency mode",
  "sshd does not start",
  "power cut while it is staged and armed, at 0.8 of its steps",
  "power cut while it is kept, at 0.5 of its steps",
];

/**
 * The faults that are part of every run of all tests, not only of all faults: one of each way in which a host
 * comes back.
 */
export const inEveryRun: readonly Fault[] = CHOSEN.map((named) => {
  const fault = [...trialFaults, ...interruptions].find(({ name }) => name === named);
  if (fault === undefined) throw new Error(`there is no fault "${named}"`);
  return fault;
});

/** The other ones. */
export function rare(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ name }) => !CHOSEN.includes(name));
}
