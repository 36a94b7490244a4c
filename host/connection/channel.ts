import { constants } from "node:os";
import type { ClientChannel } from "ssh2";
import { HostError, messageOf } from "../errors.ts";
import { ConnectionLost, type RunResult } from "./connection.ts";
import type { Link } from "./link.ts";
import type { Slots } from "./slots.ts";

/** What goes into a command and what is told of it while it runs. */
export interface Execution {
  readonly command: string;
  /** Called once the command runs; must end the channel's input at some time. */
  readonly feed: (channel: ClientChannel) => void;
  readonly onStdout?: ((chunk: Buffer) => void) | undefined;
  readonly onStderr?: ((chunk: Buffer) => void) | undefined;
  /** Ends the wait at once. The program itself may go on; its slot stays taken until the host closes the channel. */
  readonly signal: AbortSignal;
}

/** Runs one command on a channel of its own. A program that was ended by a signal has code 128 + its number, as in shells. */
export async function execute(link: Link, slots: Slots, execution: Execution): Promise<RunResult> {
  const { signal } = execution;
  const release = await slots.take(signal);
  if (link.ended() !== undefined) {
    release();
    throw connectionLost(link);
  }
  return new Promise<RunResult>((resolve, reject) => {
    let channel: ClientChannel | undefined;
    const abort = () => {
      reject(signal.reason);
      channel?.close();
    };
    const settle = () => {
      signal.removeEventListener("abort", abort);
      release();
    };
    signal.addEventListener("abort", abort, { once: true });
    try {
      link.client.exec(execution.command, (error, opened) => {
        if (error) {
          settle();
          reject(link.ended() === undefined ? noChannel(link, error) : connectionLost(link));
          return;
        }
        channel = opened;
        void collect(opened, execution).then((exit) => {
          settle();
          if (exit === undefined) reject(connectionLost(link));
          else resolve(exit);
        });
        if (signal.aborted) opened.close();
        else execution.feed(opened);
      });
    } catch (error) {
      settle();
      reject(connectionLost(link, error));
    }
  });
}

/** Decoded at the end only, because a character may come in two packets. `undefined`: there was no exit status. */
async function collect(channel: ClientChannel, execution: Execution): Promise<RunResult | undefined> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  channel.on("data", (chunk: Buffer) => {
    stdout.push(chunk);
    execution.onStdout?.(chunk);
  });
  channel.stderr.on("data", (chunk: Buffer) => {
    stderr.push(chunk);
    execution.onStderr?.(chunk);
  });
  // Input that the program did not want is no error.
  channel.on("error", () => undefined);
  let code: number | undefined;
  channel.on("exit", (status: number | null, name?: string) => {
    code = status ?? 128 + signalNumber(name);
  });
  const closed = (stream: NodeJS.EventEmitter) =>
    new Promise<void>((resolve) => stream.once("close", resolve));
  await Promise.all([closed(channel), closed(channel.stderr)]);
  if (code === undefined) return undefined;
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** The error of everything that was under way when a connection ended. */
export function connectionLost({ target, ended }: Link, cause: unknown = ended()?.cause): ConnectionLost {
  return new ConnectionLost({
    what: "The connection to the host was lost",
    host: target.label,
    found: cause === undefined ? "the host ended it" : messageOf(cause),
    next: "check that the host is up and reachable, then run again: it goes on from what it finds there",
    cause,
  });
}

function noChannel({ target }: Link, cause: Error): HostError {
  return new HostError({
    what: "The host did not let a command be run",
    host: target.label,
    found: messageOf(cause),
    next: "check the server's MaxSessions (10 is usual) and whether this login may run commands",
    cause,
  });
}

function signalNumber(name: string | undefined): number {
  return Object.entries(constants.signals).find(([known]) => known === name)?.[1] ?? 0;
}
