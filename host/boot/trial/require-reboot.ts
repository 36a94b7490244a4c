import { HostError } from "../../model/errors.ts";
import { foundProblems } from "../../model/problem.ts";
import type { RebootPlan } from "./plan-trial.ts";

/**
 * Throws a HostError when a reboot could lock you out, with everything that speaks against it; nothing
 * was touched then.
 */
export function requireReboot(host: string, plan: RebootPlan): void {
  if (plan.kind !== "refused") return;
  throw new HostError({
    what: "The host would have to be rebooted without a way back",
    host,
    expected: "a new boot configuration that is tried once, and a proven one to return to",
    ...foundProblems(plan.problems),
  });
}
