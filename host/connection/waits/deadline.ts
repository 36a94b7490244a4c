/** The time of a wait is over. */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";
}

/** Settles as `work` does, or rejects with the signal's reason as soon as it is aborted. */
export function raced<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Settles as `work` does, or rejects with DeadlinePassed after some milliseconds. */
export function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = () => reject(new DeadlinePassed(`no answer within ${milliseconds} ms`));
    const timer = setTimeout(late, milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
