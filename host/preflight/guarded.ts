import type { PciProblem } from "../model/problem.ts";
import { guardFunctions } from "../pci/guard.ts";
import type { Check, OverrideName, Topic } from "./check.ts";

/** A question that the guard answers: which of its problems mean no, and which mean unknown. */
export interface Guarded {
  readonly id: string;
  readonly title: string;
  readonly no: readonly PciProblem["code"][];
  readonly unknown?: readonly PciProblem["code"][];
  readonly override?: OverrideName;
  /** What a yes says. */
  readonly evidence: string;
}

/** A hard question about the functions that the guard decides; every problem is an answer of its own. */
export function guarded({ id, title, no, unknown = [], override, evidence }: Guarded): Topic {
  return (facts, { functions }) => {
    const { refusals } = guardFunctions(functions, facts);
    const found = refusals.filter(({ code }) => no.includes(code) || unknown.includes(code));
    const common = { id, title, weight: "hard", override } as const;
    if (found.length === 0) return [{ ...common, answer: "yes", evidence, override: undefined }];
    return found.map(
      (problem): Check => ({
        ...common,
        answer: no.includes(problem.code) ? "no" : "unknown",
        evidence: [problem.what, ...(problem.found === undefined ? [] : [problem.found])].join("\n"),
        next: problem.next,
      }),
    );
  };
}
