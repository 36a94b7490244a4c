/** Why something cannot be managed, and what to do about it. */
export interface SupportProblem {
  readonly what: string;
  readonly next: string;
}

/** Why functions cannot be passed through, or cannot be found. */
export interface PciProblem {
  readonly code:
    | "not-a-selector"
    | "no-card"
    | "several-cards"
    | "no-boot-display"
    | "address-not-found"
    | "ids-not-found"
    | "ids-match-boot-display"
    | "bridge"
    | "boot-display"
    | "boot-display-unknown"
    | "only-display"
    | "ssh-network"
    | "system-disk"
    | "group-has-lifeline"
    | "lifeline-unknown"
    | "group-not-viable"
    | "no-group";
  /** What it is about: an address, or the selector as it was written. */
  readonly subject: string;
  /** A sentence without the final period. */
  readonly what: string;
  /** What was found, with a line for every function named. */
  readonly found?: string | undefined;
  readonly next: string;
}
