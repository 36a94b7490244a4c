import { setMaxListeners } from "node:events";
import type { ConnectionSettings } from "../../../host/connection/ssh-config/connection-settings.ts";
import { type Connector, HostSession } from "../../../host/session.ts";
import type { Registry } from "../../contract/registry.ts";
import { Cancelled, Unreachable } from "../values/failures.ts";
import { Engine } from "./engine.ts";
import { HostLock } from "./lock.ts";
import { Notes } from "./notes.ts";
import { Redactor } from "./redactor.ts";

/** What a provider is made of. */
export interface ProviderOptions {
  readonly registry: Registry;
  /** Of the package, as the schema has it. */
  readonly version: string;
  readonly connect: (settings: ConnectionSettings) => Connector;
  /** How long an operation may take to end on its own after a cancel. Default 5 s. */
  readonly cancelGraceMs?: number;
}

/** A running provider: what its calls share. The engine starts one for every host. */
export class ProviderInstance {
  readonly options: ProviderOptions;
  readonly redactor = new Redactor();
  readonly engine = new Engine(this.redactor);
  readonly lock = new HostLock();
  readonly notes = new Notes();
  readonly #abort = new AbortController();
  readonly #running = new Set<RunningOperation>();
  #session: HostSession | undefined;
  #streams = 0;

  constructor(options: ProviderOptions) {
    this.options = options;
    setMaxListeners(0, this.#abort.signal);
  }

  /** Aborted when the engine cancels. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The host, or undefined while the configuration is not known: then the engine is in a preview. */
  get session(): HostSession | undefined {
    return this.#session;
  }

  /** Sets the host that all operations are about. Nothing is connected yet. */
  configure(settings: ConnectionSettings): void {
    const connect = this.options.connect(settings);
    let first = true;
    const marked: Connector = (signal) => {
      const message = `connecting to ${settings.host}`;
      // After a reboot, whoever waits for it says so.
      if (first)
        this.engine.log({ severity: "info", message, urn: "", stream: this.nextStream(), ephemeral: true });
      first = false;
      return connect(signal).catch((error: unknown) => {
        throw signal.aborted ? error : Unreachable.from(error);
      });
    };
    this.#session = new HostSession(marked, this.signal);
  }

  /** A number for the messages of one operation. */
  nextStream(): number {
    this.#streams += 1;
    return this.#streams;
  }

  /**
   * The result of an operation, unless the process gets into trouble, or a cancel is not honoured in time:
   * then it is an error, so that no call hangs.
   */
  track<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const operation: RunningOperation = { reject, ended: work.then(ignore, ignore) };
    const grace = this.options.cancelGraceMs ?? 5_000;
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      timer = setTimeout(() => reject(new Cancelled("Cancelled before it was complete")), grace);
    };
    if (this.signal.aborted) onAbort();
    else this.signal.addEventListener("abort", onAbort, { once: true });
    this.#running.add(operation);
    return Promise.race([work, promise]).finally(() => {
      clearTimeout(timer);
      this.signal.removeEventListener("abort", onAbort);
      this.#running.delete(operation);
    });
  }

  /**
   * Ends all waits, and then the connection. The engine asks for it when the user does, and at the end of
   * every command.
   */
  cancel(): void {
    this.#abort.abort(new Cancelled("Cancelled"));
    const ended = Promise.all([...this.#running].map((operation) => operation.ended));
    void ended.then(() => this.#session?.disconnect());
  }

  /**
   * Fails what is running after an error that escaped: nobody can tell which operation it belongs to, and its
   * end may never come.
   */
  fail(error: unknown): void {
    for (const { reject } of this.#running) reject(error);
  }
}

interface RunningOperation {
  readonly reject: (error: unknown) => void;
  readonly ended: Promise<unknown>;
}

function ignore(): void {}
