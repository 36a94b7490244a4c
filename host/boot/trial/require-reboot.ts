import { HostError } from "../../model/errors.ts";
import type { RebootPlan } from "./plan-trial.ts";

/** Throws a HostError when a reboot could lock somebody out, with everything that speaks against it; nothing was touched then. */
export function requireReboot(host: string, plan: RebootPlan): void {
  if (plan.kind !== "refused") return;
  const [first, ...more] = plan.problems;
  const list = plan.problems.map(({ what, next }) => `- ${what}\n  Next: ${next}`).join("\n");
  throw new HostError({
    what: "The host would have to be rebooted without a way back",
    host,
    expected: "a new boot configuration that is tried once, and a proven one to return to",
    found: more.length === 0 ? first?.what : list,
    next: more.length === 0 ? first?.next : "do what is said for each; nothing was changed",
  });
}
