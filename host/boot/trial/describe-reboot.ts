import type { RebootPlan } from "./plan-trial.ts";
import type { TrialImage } from "./trial-image.ts";

/** How a reboot is made, for the preview. `files`: what a trial brings. */
export function describeReboot(plan: RebootPlan, files: readonly string[] = []): readonly string[] {
  switch (plan.kind) {
    case "trial":
      return [
        "trial boot: the new configuration is started once",
        `  ${plan.because}`,
        ...(plan.image === undefined ? [] : describeImage(plan.image)),
        "  it becomes permanent when a new login has verified it, without a second reboot",
        "if the host does not come up with it, or fails a check, it falls back on its own to what runs now",
        `  when it cannot be reached: ${plan.seconds} s after its start`,
        ...(files.length === 0 ? [] : ["files of the trial, removed after it:"]),
        ...files.map((path) => `  ${path}`),
      ];
    case "plain":
      return [`no trial boot: ${plan.because}`];
    case "resumed":
      return [
        "a trial boot of an earlier run is on this host: this run resumes it first",
        "  a reboot may not be needed then",
      ];
    case "refused":
      return plan.problems.flatMap(({ what, next }) => [`no trial boot: ${what}`, `  Next: ${next}`]);
  }
}

/** The reboot in short, for the headline of a preview. */
export function rebootInShort({ kind }: RebootPlan): string {
  switch (kind) {
    case "trial":
      return "one reboot, tried first";
    case "plain":
      return "one reboot, without a trial";
    case "resumed":
      return "an earlier trial is resumed first";
    case "refused":
      return "its reboot is refused";
  }
}

function describeImage({ how, path, tool }: TrialImage): readonly string[] {
  const kept = `  ${path} is not touched until the trial was verified`;
  switch (how) {
    case "build":
      return [
        `  its image is made first, by ${tool}, which may take minutes`,
        `${kept}; the image that was tried replaces it then`,
      ];
    case "look":
      return [
        "  its image is a copy of the host's, or rebuilt first where something is missing in that",
        kept,
      ];
    case "restore":
      return ["  its image is the one from before, or rebuilt first without our files", kept];
  }
}
