import { managedLoader } from "../loaders/choose-loader.ts";
import { noTrial, type TrialChoice, type TrialChoiceFacts } from "../loaders/contract/trial-means.ts";

/** How a new configuration can be tried on this host, or why it cannot. */
export function chooseTrialMeans(facts: TrialChoiceFacts): TrialChoice {
  const { trial: choose } = managedLoader(facts.bootLoader);
  if (!facts.trial.systemd)
    return noTrial(
      "systemd is not process 1, and nothing else brings the host back from a boot that cannot be reached",
    );
  if (choose !== undefined) return choose(facts);
  const maker = facts.bootLoader.owner ?? "the boot loader";
  return noTrial(`${maker} makes the boot entries, and has none that is started once`);
}
