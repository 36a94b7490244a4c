/** What a ToolchainError is made of; every part is shown to the person. */
export interface ToolchainProblem {
  /** What failed, as a sentence without the final period. */
  readonly what: string;
  /** What was found instead, such as the end of a log. */
  readonly found?: string | undefined;
  /** What to do next: a command or a decision. */
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

/** A failure on the machine that runs the project (engine, packages, stack), not on a host that is being configured. */
export class ToolchainError extends Error {
  override readonly name: string = "ToolchainError";

  constructor({ what, found, next, cause }: ToolchainProblem) {
    const parts = [`${what}.`];
    if (found?.trim()) parts.push(`Found:\n${found.trim().replaceAll(/^/gm, "  ")}`);
    if (next) parts.push(`Next: ${next}`);
    super(parts.join("\n"), cause === undefined ? undefined : { cause });
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
