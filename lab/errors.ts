/** What a LabError is made of; every part is shown to the person. */
export interface LabProblem {
  /** What failed, as a sentence without the final period. */
  readonly what: string;
  /** What was found instead, such as the end of a log. */
  readonly found?: string | undefined;
  /** What to do next: a command or a decision. */
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

/** A failure of the emulated workstation itself, not of a host that is being configured. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly problem: LabProblem;

  constructor(problem: LabProblem) {
    super(describe(problem), problem.cause === undefined ? undefined : { cause: problem.cause });
    this.problem = problem;
  }
}

function describe({ what, found, next }: LabProblem): string {
  const parts = [`${what}.`];
  if (found !== undefined && found.trim() !== "") parts.push(`Found:\n${indent(found.trim())}`);
  if (next !== undefined) parts.push(`Next: ${next}`);
  return parts.join("\n");
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
