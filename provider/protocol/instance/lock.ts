/**
 * Lets work that only looks at a host run side by side, and work that changes it run alone. First come, first
 * served: who looks after a change was asked for waits for the change.
 */
export class HostLock {
  /** Ends when all changes asked for so far are over. */
  #changes: Promise<unknown> = Promise.resolve();
  #looking = new Set<Promise<unknown>>();

  /** Waits for changes that were asked for before. The signal ends the wait, not the work. */
  async look<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const turn = this.#changes;
    const running = (async () => {
      await orAborted(turn, signal);
      return await work();
    })();
    this.#track(running);
    return await running;
  }

  /** Waits until nobody looks and nothing changes any more. The signal ends the wait, not the work. */
  async change<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const turn = Promise.all([this.#changes, Promise.allSettled(this.#looking)]);
    const running = (async () => {
      await orAborted(turn, signal);
      return await work();
    })();
    // An aborted wait is over before its turn; those behind it still have to wait for those before it.
    this.#changes = Promise.allSettled([turn, running]);
    return await running;
  }

  #track(running: Promise<unknown>): void {
    const done = running.then(
      () => undefined,
      () => undefined,
    );
    this.#looking.add(done);
    void done.then(() => this.#looking.delete(done));
  }
}

function orAborted(turn: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    turn.then(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, reject);
  });
}
