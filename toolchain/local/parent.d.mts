/**
 * Sends this process SIGTERM within a second after its parent has ended, if npm started it. Does not keep it
 * alive.
 */
export function endWithParent(): void;
