import { describeProblems } from "../model/problem.ts";
import type { Check } from "./check.ts";

/**
 * The text of checks that failed, all of them: what was seen, what to do, and the setting with which one goes
 * on all the same.
 */
export function describeFailures(checks: readonly Check[]): string {
  return describeProblems(
    checks.map(({ evidence, next, override }) => {
      const [what = "", ...found] = evidence.split("\n");
      const known = override === undefined || next?.includes(override) === true;
      return {
        what,
        ...(found.length === 0 ? {} : { found: found.join("\n") }),
        next,
        ...(known ? {} : { override }),
      };
    }),
  );
}

/** One line for the user: what was seen, and what to do. */
export function describeRemark({ evidence, next }: Check): string {
  const seen = evidence.replaceAll("\n", ", ");
  return next === undefined ? seen : `${seen}. Next: ${next}`;
}
