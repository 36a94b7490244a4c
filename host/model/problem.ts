import { z } from "zod";
import type { HostProblem } from "./errors.ts";
import type { Immutable } from "./immutable.ts";

/** Why something cannot be done, and what to do about it. */
export interface Problem {
  /** What is in the way: a sentence without the final period. */
  readonly what: string;
  /** What was found; may have several lines. */
  readonly found?: string | undefined;
  /** What to do next: a command or a setting. */
  readonly next?: string | undefined;
  /** The setting with which the user goes on all the same. */
  readonly override?: string | undefined;
}

/** Why a host's boot configuration cannot be managed. */
export interface SupportProblem extends Problem {
  readonly next: string;
}

export const pciProblemSchema = z
  .object({
    code: z
      .enum([
        "no-card",
        "several-cards",
        "no-boot-display",
        "address-not-found",
        "ids-not-found",
        "ids-match-boot-display",
        "bridge",
        "boot-display",
        "boot-display-unknown",
        "only-display",
        "ssh-network",
        "system-disk",
        "group-has-lifeline",
        "lifeline-unknown",
        "group-not-viable",
        "no-group",
      ])
      .describe("Which problem it is, for programs."),
    subject: z.string().describe("What it is about: an address, or the selector."),
    what: z.string().describe("What is in the way: a sentence without the final period."),
    found: z.string().optional().describe("What was found, with a line for every function named."),
    next: z.string().describe("What to do next: a command or a setting."),
  })
  .meta({ id: "PciProblem", description: "Why functions cannot be passed through, or cannot be found." });

/** Why functions cannot be passed through, or cannot be found. */
export type PciProblem = Immutable<z.output<typeof pciProblemSchema>>;

/** A list of problems: for each what is in the way, what was found, and what to do. */
export function describeProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ what, found, next, override }) =>
      [
        `- ${what}`,
        ...(found?.split("\n").map((line) => `    ${line}`) ?? []),
        ...(next === undefined ? [] : [`  Next: ${next}`]),
        ...(override === undefined ? [] : [`  To go on all the same: set ${override}`]),
      ].join("\n"),
    )
    .join("\n");
}

/** The parts of an error about problems: the only one itself, or several as a list. */
export function foundProblems(problems: readonly Problem[]): Pick<HostProblem, "found" | "next"> {
  const [first, ...more] = problems;
  if (more.length === 0) return { found: first?.what, next: first?.next };
  return { found: describeProblems(problems), next: "do what is said for each; nothing was changed" };
}
