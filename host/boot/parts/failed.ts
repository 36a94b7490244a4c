import { type Change, changesOf, type Part } from "./part.ts";
import { type FailedChange, planRunning } from "./running-system.ts";

/** What no change mends. An apply stops at it before it touches anything. */
export const failed: Part<FailedChange> = {
  kind: "failed",
  changesBoot: false,
  isShownFirst: false,
  plan: (facts, wanted, earlier) => changesOf(failed, planRunning(facts, wanted, earlier)),
  describe: ({ because }) =>
    because.map((reason) => `not as declared, and another reboot would not help: ${reason}`),
  unmet: ({ because }) => because,
};

/** Why a plan cannot be carried out; empty when it can. */
export function failedReasons(changes: readonly Change[]): readonly string[] {
  return changesOf(failed, changes).flatMap(({ because }) => because);
}
