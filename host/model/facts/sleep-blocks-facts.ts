/** The two units of systemd by which the host does not sleep while a guest runs. */
export interface SleepBlock {
  /** Text of the unit that waits for the guest. */
  readonly path: string;
  /** Text of the unit that holds the host awake. */
  readonly service: string;
  /** Whether it waits from the host's start on. */
  readonly enabled: boolean;
}

/** Those that are on the host, by the domain's UUID. */
export type SleepBlocks = Readonly<Record<string, SleepBlock>>;
