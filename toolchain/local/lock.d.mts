export interface LockOptions {
  /** Called once when another live process holds the lock, with that process's id. */
  readonly onWait?: (pid: number) => void;
  /** Ends the wait with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds between looks at the lock while waiting; default 500. */
  readonly pollMs?: number;
}

/**
 * Runs `work` while this process alone holds the lock file at `path`; a lock left by a dead process is taken
 * over.
 */
export function withLock<T>(path: string, work: () => Promise<T>, options?: LockOptions): Promise<T>;
