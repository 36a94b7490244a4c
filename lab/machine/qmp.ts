import { connect, type Socket } from "node:net";
import { createInterface, type Interface } from "node:readline";
import { LocalError } from "../../toolchain/local/errors.ts";

/**
 * A short conversation with QEMU's monitor. Only one client is served at a time: open it late and close it
 * early.
 */
export interface Qmp {
  /** Runs a QMP command and returns what it returns. Throws a LocalError with QEMU's own words. */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Runs a command of the human monitor and returns its text; an empty text is success for most of them. */
  monitor(line: string): Promise<string>;
  close(): void;
}

export interface QmpOptions {
  /** Longest silence before a command counts as failed; default 120 s, because snapshots take a while. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Opens QEMU's monitor, runs `work` and closes it. */
export async function withQmp<T>(
  socketPath: string,
  work: (qmp: Qmp) => Promise<T>,
  options: QmpOptions = {},
): Promise<T> {
  const qmp = await openQmp(socketPath, options);
  try {
    return await work(qmp);
  } finally {
    qmp.close();
  }
}

async function openQmp(socketPath: string, { timeoutMs = 120_000, signal }: QmpOptions): Promise<Qmp> {
  signal?.throwIfAborted();
  const socket = connect(socketPath);
  const lines = createInterface({ input: socket });
  const replies = new Replies(socket, lines, socketPath);
  const onAbort = (): void => replies.fail(signal?.reason);
  signal?.addEventListener("abort", onAbort);
  socket.setTimeout(timeoutMs, () => replies.fail(silence(socketPath, timeoutMs)));
  const close = (): void => {
    signal?.removeEventListener("abort", onAbort);
    socket.destroy();
  };
  const execute: Qmp["execute"] = async (command, args) => {
    socket.write(`${JSON.stringify({ execute: command, ...(args && { arguments: args }) })}\n`);
    const reply = await replies.next();
    if (reply.error === undefined) return reply.return;
    throw new LocalError({ what: `QEMU refused ${command}`, found: reply.error.desc });
  };
  try {
    await replies.next(); // the greeting
    await execute("qmp_capabilities");
  } catch (error) {
    close();
    throw error;
  }
  const monitor = async (line: string): Promise<string> =>
    String(await execute("human-monitor-command", { "command-line": line })).trim();
  return { execute, monitor, close };
}

interface Reply {
  readonly QMP?: unknown;
  readonly event?: string;
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** The messages that are answers; events in between are dropped. */
class Replies {
  #waiting: { resolve: (reply: Reply) => void; reject: (reason: unknown) => void } | undefined;
  #arrived: Reply[] = [];
  #failure: unknown;

  constructor(socket: Socket, lines: Interface, socketPath: string) {
    lines.on("line", (line) => this.#take(JSON.parse(line) as Reply));
    socket.on("error", (cause) =>
      this.fail(new LocalError({ what: `QEMU's monitor at ${socketPath} does not answer`, cause })),
    );
    socket.on("close", () =>
      this.fail(new LocalError({ what: `QEMU closed its monitor at ${socketPath} (it may have ended)` })),
    );
  }

  next(): Promise<Reply> {
    const reply = this.#arrived.shift();
    if (reply !== undefined) return Promise.resolve(reply);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  fail(reason: unknown): void {
    this.#failure ??= reason;
    this.#waiting?.reject(this.#failure);
    this.#waiting = undefined;
  }

  #take(reply: Reply): void {
    if (reply.event !== undefined) return;
    if (this.#waiting === undefined) this.#arrived.push(reply);
    else this.#waiting.resolve(reply);
    this.#waiting = undefined;
  }
}

function silence(socketPath: string, timeoutMs: number): LocalError {
  return new LocalError({ what: `QEMU's monitor at ${socketPath} was silent for ${timeoutMs / 1000} s` });
}
