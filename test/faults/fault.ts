/** Something that goes wrong with a change that needs a reboot, and how it is to end. */
export interface Fault {
  /** What is injected. */
  readonly name: string;
  /** Shell lines that the host runs between the order to reboot and the trial, while it shuts down; `INJECTION` says what they may use. */
  readonly inject?: string;
  /** What happens while the run goes on, one after the other. */
  readonly during?: readonly Disturbance[];
  /** Cuts the power at this part (0 to 1) of the steps that bring something to the disks until the trial is armed. */
  readonly cutWhileStaged?: number;
  /** Shell lines that take back what the case itself has changed for good. */
  readonly after?: string;
  /** `kept`: the host has the new configuration. `returned`: it runs what it ran before. Both without anybody's help. */
  readonly outcome: "kept" | "returned";
  /** What the run says about it; absent when it succeeds. */
  readonly says?: RegExp;
}

/** What happens from outside when a run says a step. */
export interface Disturbance {
  readonly at: RegExp;
  /** `cutAt`: the power is cut at this part (0 to 1) of the steps that bring something to the disks until what was tried is kept. */
  readonly what: "power cut" | "Ctrl-C" | { readonly onHost: string } | { readonly cutAt: number };
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
