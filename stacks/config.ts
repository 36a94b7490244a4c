import * as pulumi from "@pulumi/pulumi";
import type { WorkstationArgs } from "../components/workstation-args.ts";
import { parseSettings } from "./settings.ts";

/**
 * The settings of the selected stack, checked: `Pulumi.<stack>.yaml` under the project's name. Throws an
 * error that lists every wrong setting with its path, before anything is connected.
 */
export function stackSettings(): WorkstationArgs {
  const settings = parseSettings(pulumi.runtime.allConfig(), pulumi.getProject(), process.cwd());
  if ("problems" in settings) {
    const headline = `The settings of stack ${pulumi.getStack()} are not valid:`;
    throw new pulumi.RunError([headline, ...settings.problems.map((problem) => `  ${problem}`)].join("\n"));
  }
  return settings.values;
}
