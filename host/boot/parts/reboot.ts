import { type Change, changesOf, type Part } from "./part.ts";
import { planRunning, type RebootChange } from "./running-system.ts";

/** The reboot with which what is stored takes effect. */
export const reboot: Part<RebootChange> = {
  kind: "reboot",
  changesBoot: false,
  isShownFirst: false,
  plan: (facts, wanted, earlier) => changesOf(reboot, planRunning(facts, wanted, earlier)),
  describe: ({ because }, { reboot: wish, how }) => [
    ...rebootRequired(because),
    wish === "auto"
      ? "the host will be rebooted (reboot: auto)"
      : "the host will not be rebooted (reboot: manual); reboot it yourself when it suits",
    ...how.map((line) => `  ${line}`),
  ],
  unmet: ({ because }) => because,
};

/** Why a plan needs a reboot; empty when it needs none. */
export function rebootReasons(changes: readonly Change[]): readonly string[] {
  return changesOf(reboot, changes).flatMap(({ because }) => because);
}

/** That a reboot is required, and why, a reason a line. */
export function rebootRequired(because: readonly string[]): readonly string[] {
  return ["reboot required:", ...because.map((reason) => `  ${reason}`)];
}
