/** Kernel settings as they are in the running system. */
export interface SysctlFacts {
  /**
   * By name: those that were asked for, those of our file, and those that we changed. One that the host does
   * not have, or that cannot be read, is absent.
   */
  readonly running: Readonly<Record<string, string>>;
  /** By name: the values before us, from the journal. */
  readonly before: Readonly<Record<string, string>>;
}
