/** What an ExplainedError is made of; every part is shown to the user. */
export interface HostProblem {
  /** What failed, as a sentence without the final period. */
  readonly what: string;
  /** The host it failed on, as users name it (`ops@ws1:22`); absent for a failure on this machine. */
  readonly host?: string | undefined;
  readonly expected?: string | undefined;
  /** What was found instead, such as the end of a program's output. May have several lines. */
  readonly found?: string | undefined;
  /** What to do next: a command or a decision. */
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

/**
 * An error that says what to do next. Its message has every part of the problem; the first line says what
 * failed.
 */
export abstract class ExplainedError extends Error {
  readonly problem: HostProblem;

  constructor(problem: HostProblem) {
    super(describe(problem), problem.cause === undefined ? undefined : { cause: problem.cause });
    this.problem = problem;
  }
}

/** A failure on, or on the way to, a host that is being configured. */
export class HostError extends ExplainedError {
  override readonly name: string = "HostError";
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describe({ what, host, expected, found, next }: HostProblem): string {
  const parts = [`${what}.`];
  if (host !== undefined) parts.push(`Host: ${host}`);
  if (expected !== undefined) parts.push(`Expected: ${expected}`);
  if (found !== undefined && found.trim() !== "") parts.push(labelled("Found", found.trim()));
  if (next !== undefined) parts.push(`Next: ${next}`);
  return parts.join("\n");
}

/** One line stays beside its label, several are indented below it. */
function labelled(label: string, text: string): string {
  return text.includes("\n") ? `${label}:\n${text.replaceAll(/^/gm, "  ")}` : `${label}: ${text}`;
}
