import type { RebootPlan } from "./plan-trial.ts";
import type { TrialImage } from "./trial-image.ts";

/** How a reboot is made, for the preview. `files`: what a trial brings. */
export function describeReboot(plan: RebootPlan, files: readonly string[] = []): readonly string[] {
  switch (plan.kind) {
    case "trial":
      return [
        `trial boot: the new configuration is started once, and becomes the default when a new login has verified it, without a second reboot; ${plan.because}`,
        ...(plan.image === undefined ? [] : [describeImage(plan.image)]),
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

function describeImage({ how, path, tool }: TrialImage): string {
  const kept = `${path} is not touched until the trial was verified`;
  switch (how) {
    case "build":
      return `  its image is made first, by ${tool}, which may take minutes and changes nothing that is there: ${kept}, and then the image that was tried takes its place`;
    case "look":
      return `  its image is a copy of the host's, or made first where something is missing in that: ${kept}`;
    case "restore":
      return `  its image is the one from before, or made first without our files: ${kept}`;
  }
}
