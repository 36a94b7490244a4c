import { STATE_FOLDER } from "../../model/managed-paths.ts";
import { parseInstruction } from "../on-host/instruction.ts";
import { armInstructions, type Trial } from "./arm-instructions.ts";

/**
 * The files that a trial brings, in words for the user, as paths of the host; links to units are not named.
 * custom.cfg may be there before: only its lines are the trial's.
 */
export function trialFiles(trial: Trial): readonly string[] {
  const named = armInstructions(trial)
    .map(parseInstruction)
    .filter(({ verb }) => verb.startsWith("trial"))
    .flatMap(({ verb, values: { path } }) => {
      if (typeof path !== "string") return [];
      // The id is another one at every run.
      return [(verb === "trial-menu" ? "lines in " : "") + path.replace(trial.id, "…")];
    });
  return [...named, `${STATE_FOLDER}/trial`];
}
