import type { SettingConsequences } from "../boot/contribution/setting.ts";
import type { Observation } from "../model/facts/observation.ts";
import type { PciDevice } from "../model/facts/pci.ts";
import type { GuardOptions } from "../pci/guard-facts.ts";

/** One question about a host, with its answer. The same question may be answered more than once, for different functions. */
export interface Check {
  /** Which question it is, for programs: `boot-display`. */
  readonly id: string;
  /** What is so when the answer is yes. */
  readonly title: string;
  /** `unknown`: the host did not say, which never counts as a yes. */
  readonly answer: "yes" | "no" | "unknown";
  /** Hard: anything but a yes stops everything, the preview too. Soft: it is only said. */
  readonly weight: "hard" | "soft";
  /** What was seen; a sentence without the final period, and what it is about in further lines. */
  readonly evidence: string;
  /** What to do. A soft answer without it is not shown. */
  readonly next?: string | undefined;
  /** The setting with which the user goes on all the same. */
  readonly override?: OverrideName | undefined;
}

/** Risks that the user accepts. All are off by default. */
export interface Overrides extends GuardOptions {
  /** Take a display on which a program shows something now: what it shows is lost with the reboot. */
  readonly allowDisplayInUse?: boolean | undefined;
  /** Go on without interrupt remapping: a guest could send interrupts to the host that are not its own. */
  readonly allowUnsafeInterrupts?: boolean | undefined;
}

export type OverrideName =
  | "allowBootDisplay"
  | "allowUnknownLifelines"
  | "allowDisplayInUse"
  | "allowUnsafeInterrupts";

/** What is looked at. */
export type PreflightFacts = Pick<
  Observation,
  | "pci"
  | "lifelines"
  | "interfaces"
  | "kernel"
  | "bootLoader"
  | "initramfs"
  | "managed"
  | "packages"
  | "condition"
>;

/** What the host is to be made ready for. */
export interface PreflightWanted extends SettingConsequences {
  /** The functions that a guest is to have. */
  readonly functions: readonly PciDevice[];
  /** Memory of the guest, in bytes; absent = not declared. */
  readonly memoryBytes?: number | undefined;
}

/** The answers to the questions of one topic. */
export type Topic = (facts: PreflightFacts, wanted: PreflightWanted) => readonly Check[];
