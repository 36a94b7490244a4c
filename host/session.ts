import type { Observation } from "./model/facts/observation.ts";
import type { HostConnection } from "./model/host-connection.ts";
import { unique } from "./model/names.ts";
import { readFacts } from "./read/engine/batch.ts";
import type { FactReaders, FactsOf } from "./read/engine/fact-reader.ts";
import { readers } from "./readers.ts";

/** Opens an authenticated connection to the one host a session is about. */
export type Connector = (signal: AbortSignal) => Promise<HostConnection>;

/**
 * One run's dealings with one host: a single connection, opened when it is first needed, and a single
 * observation.
 */
export class HostSession {
  readonly #connect: Connector;
  readonly #signal: AbortSignal;
  #connection: Promise<HostConnection> | undefined;
  #observation: Promise<Observation> | undefined;
  /** The kernel settings whose values an observation has, beside ours. */
  #sysctl: readonly string[] = [];

  constructor(connect: Connector, signal: AbortSignal) {
    this.#connect = connect;
    this.#signal = signal;
  }

  /** The connection; every caller gets the same one. A failed attempt is not remembered. */
  connection(): Promise<HostConnection> {
    this.#connection ??= this.#connect(this.#signal).catch((error: unknown) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  /** Everything that is read of a host, in one round trip, remembered until something changes the host. */
  observe(): Promise<Observation> {
    this.#observation ??= this.#remembered(this.#read(readers));
    return this.#observation;
  }

  /**
   * As `observe`, with the values of these kernel settings, which all later observations have, too. They
   * travel with everything else; only where that was read before is this another round trip.
   */
  observeSysctl(names: readonly string[]): Promise<Observation> {
    const before = this.#observation;
    const known = this.#sysctl;
    this.#sysctl = unique([...known, ...names]);
    if (before === undefined || known.length === this.#sysctl.length) return this.observe();
    const { sysctl } = readers;
    this.#observation = this.#remembered(
      Promise.all([before, this.#read({ sysctl })]).then(([others, read]) => ({ ...others, ...read })),
    );
    return this.#observation;
  }

  async #read<Readers extends FactReaders>(some: Readers): Promise<FactsOf<Readers>> {
    const connection = await this.connection();
    return readFacts(connection, some, this.#signal, { sysctl: this.#sysctl.join(" ") });
  }

  /** A failed attempt is not remembered. */
  #remembered(observation: Promise<Observation>): Promise<Observation> {
    return observation.catch((error: unknown) => {
      this.#observation = undefined;
      throw error;
    });
  }

  /** Must be called after anything that changes the host, even if it failed: what was read is outdated. */
  changed(): void {
    this.#observation = undefined;
  }

  /** Drops the connection and what was read, as after a reboot. The next call connects again. */
  async disconnect(): Promise<void> {
    const open = this.#connection;
    this.#connection = undefined;
    this.#observation = undefined;
    await open?.then((connection) => connection.close()).catch(() => undefined);
  }
}
