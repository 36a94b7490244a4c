import { readFileSync } from "node:fs";
import type { TrialFacts } from "../../model/facts/trial-facts.ts";
import type { FactReader } from "../engine/fact-reader.ts";
import { parseTrial } from "./parse-trial.ts";

/** Whether, and how, a boot can be tried on this host. */
export const trialReader: FactReader<TrialFacts> = {
  script: readFileSync(new URL("./scripts/facts.sh", import.meta.url), "utf8"),
  parse: ({ stdout }) => parseTrial(stdout),
};
