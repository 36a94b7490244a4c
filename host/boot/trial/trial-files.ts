import { STATE_FOLDER } from "../../model/paths.ts";
import { armInstructions, type Trial } from "./arm-instructions.ts";

/** Where the words with a path, and the path among them, are in the instructions for files; links to units are not named. */
const PATH_AT: Readonly<Record<string, number>> = {
  "trial-file": 2,
  "trial-overlay": 1,
  "trial-image": 5,
  "trial-menu": 1,
  "trial-environment": 1,
};

/** The files that a trial brings, for people, as paths of the host. custom.cfg may be there before: only its lines are the trial's. */
export function trialFiles(trial: Trial): readonly string[] {
  const named = armInstructions(trial).flatMap((line) => {
    const words = line.split(" ");
    const [what = ""] = words;
    const path = words[PATH_AT[what] ?? words.length];
    if (path === undefined) return [];
    // The id is another one at every run.
    return [(what === "trial-menu" ? "lines in " : "") + path.replace(trial.id, "…")];
  });
  return [...named, `${STATE_FOLDER}/trial`];
}
