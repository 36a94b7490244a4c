import { constants } from "node:os";
import { endWithParent } from "./parent.mjs";

/** The wish to stop, from outside. */
export interface Interrupt {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** 128 plus the number of the signal that came; `undefined` while none has. */
  exitCode(): number | undefined;
  /** Stops handling signals, for a child that handles them. */
  release(): void;
}

/**
 * Turns the signals that end a program into an AbortSignal. Further signals change nothing. The end of the
 * program that started this one counts as SIGTERM, also after `release`.
 */
export function stopOnSignals(): Interrupt {
  const abort = new AbortController();
  let code: number | undefined;
  const stop = (signal: NodeJS.Signals) => {
    code ??= 128 + constants.signals[signal];
    abort.abort(new Error(`stopped by ${signal}`));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  endWithParent();
  return {
    signal: abort.signal,
    exitCode: () => code,
    release() {
      for (const signal of signals) process.removeListener(signal, stop);
    },
  };
}
