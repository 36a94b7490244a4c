import { type Clock, systemClock } from "../../host/model/clock.ts";
import { LocalError } from "./errors.ts";

/** A question, and how long to go on asking it. */
export interface Wait<T> {
  /** What is waited for, as it reads after "waiting for". */
  readonly question: string;
  /** Answers the question; `undefined` means not yet. An error ends the wait. */
  readonly ask: () => Promise<T | undefined>;
  readonly deadlineMs: number;
  /** Milliseconds between two questions; default 1000. */
  readonly intervalMs?: number;
  /** Called after each unanswered question with the milliseconds waited so far. */
  readonly onWaiting?: (waitedMs: number) => void;
  /** More text for the error at the deadline, such as the end of a log and what to do. */
  readonly atDeadline?: () => { found?: string; next?: string };
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
}

/**
 * Asks until there is an answer. Throws a LocalError at the deadline, or the signal's reason when it is
 * aborted.
 */
export async function waitFor<T>(wait: Wait<T>): Promise<T> {
  const { ask, deadlineMs, intervalMs = 1000, signal, clock = systemClock } = wait;
  const start = clock.now();
  for (;;) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    const waited = clock.now() - start;
    if (waited >= deadlineMs) {
      throw new LocalError({
        what: `Gave up waiting for ${wait.question} after ${Math.round(waited / 1000)} s`,
        ...wait.atDeadline?.(),
      });
    }
    wait.onWaiting?.(waited);
    await clock.sleep(intervalMs, signal);
  }
}
