import type { Inputs } from "../../provider/resources/host-kernel/schema.ts";
import type { Cut } from "./injection.ts";

/** Something that goes wrong with a change that needs a reboot, and how it is to end. */
export interface Fault {
  /** What is injected. */
  readonly name: string;
  /**
   * Shell lines that the host runs between the order to reboot and the trial, while it shuts down;
   * `INJECTION` says what they may use.
   */
  readonly inject?: string;
  /** What happens while the run goes on, one after the other. */
  readonly during?: readonly Disturbance[];
  /** Cuts something off until the trial is armed. */
  readonly cutWhileStaged?: PartialCut;
  /** How often it happens, one after the other, without anything in between. Default 1. */
  readonly times?: number;
  /** How the card is to be bound. Default `auto`: by an overlay initrd. */
  readonly binding?: Inputs["binding"];
  /** Shell lines that take back what the case itself has changed for good. */
  readonly after?: string;
  /**
   * `kept`: the host has the new configuration. `returned`: it runs what it ran before. Both without
   * anybody's help.
   */
  readonly outcome: "kept" | "returned";
  /** What the run says about it; absent when it succeeds. */
  readonly says?: RegExp;
}

/** What happens from outside when a run says a step. */
export interface Disturbance {
  readonly at: RegExp;
  /**
   * `asleep`: the controller stands still for so many seconds. `cut`: something is cut off until what was
   * tried is kept.
   */
  readonly what:
    | "power cut"
    | "Ctrl-C"
    | { readonly asleep: number }
    | { readonly onHost: string }
    | { readonly cut: PartialCut };
}

/** Cuts off the power, or the connection, which is what a controller that is killed leaves. */
export interface PartialCut {
  readonly what: Cut["what"];
  /** The part (0 to 1) of the steps that bring something to the disks. */
  readonly part: number;
}

/** How many calls bring something to the disks until a trial is armed, and from then on until it is kept. */
export interface Steps {
  readonly staged: number;
  readonly kept: number;
}

/** One line of the result file. */
export interface Result {
  readonly case: string;
  readonly outcome: string;
  /** How often the machine was started, from the order on. */
  readonly boots: number;
  readonly seconds: number;
}
