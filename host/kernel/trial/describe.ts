import type { RebootPlan } from "./plan-trial.ts";

/** How a reboot is made, for the preview. `files`: what a trial brings. */
export function describeReboot(plan: RebootPlan, files: readonly string[] = []): readonly string[] {
  switch (plan.kind) {
    case "trial":
      return [
        `trial boot: the new configuration is started once, and becomes the default when a new login has verified it, without a second reboot; ${plan.because}`,
        `if this host does not come up with it, or not as it should be, it returns by itself to what runs now: ${plan.seconds} s after its start when it cannot be reached`,
        ...(files.length === 0 ? [] : [`for the trial, and taken away after it: ${files.join(", ")}`]),
      ];
    case "plain":
      return [`no trial boot: ${plan.because}`];
    case "resumed":
      return [
        "a trial boot of an earlier run is on this host: it is gone on with first, and a reboot may not be needed then",
      ];
    case "refused":
      return plan.problems.map(({ what, next }) => `no trial boot: ${what}. Next: ${next}`);
  }
}
