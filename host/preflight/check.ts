import { z } from "zod";
import type { SettingConsequences } from "../boot/contribution/setting.ts";
import type { Observation } from "../model/facts/observation.ts";
import type { PciDevice } from "../model/facts/pci-facts.ts";
import type { Immutable } from "../model/immutable.ts";
import type { GuardOptions } from "../pci/guard-facts.ts";

/** The settings with which a user continues all the same. */
const overrideName = z.enum([
  "allowBootDisplay",
  "allowUnknownLifelines",
  "allowDisplayInUse",
  "allowUnsafeInterrupts",
]);

export const checkSchema = z
  .object({
    id: z.string().describe("Which question it is, for programs: `boot-display`."),
    title: z.string().describe("What is true if the answer is yes."),
    answer: z
      .enum(["yes", "no", "unknown"])
      .describe("`unknown`: it could not be determined, which is never a yes."),
    weight: z
      .enum(["hard", "soft"])
      .describe(
        "`hard`: anything but a yes stops HostKernel, in a preview too. `soft`: it is only reported.",
      ),
    evidence: z
      .string()
      .describe("What was seen: a sentence without the final period; details in further lines."),
    next: z.string().optional().describe("What to do. A soft answer without it is not shown."),
    override: overrideName
      .optional()
      .describe("The input of HostKernel with which a user continues all the same."),
  })
  .meta({
    id: "PreflightCheck",
    description:
      "One question about a host, with its answer. The same question may be answered more than once, " +
      "for different functions.",
  });

/**
 * One question about a host, with its answer. The same question may be answered more than once, for different
 * functions.
 */
export type Check = Immutable<z.output<typeof checkSchema>>;

/** Risks that the user accepts. All are off by default. */
export interface Overrides extends GuardOptions {
  /** Take a display on which a program shows something now: what it shows is lost with the reboot. */
  readonly allowDisplayInUse?: boolean | undefined;
  /** Go on without interrupt remapping: a guest could send interrupts to the host that are not its own. */
  readonly allowUnsafeInterrupts?: boolean | undefined;
}

export type OverrideName = z.output<typeof overrideName>;

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
