import { constants } from "node:os";
import type { ClientChannel } from "ssh2";
import { HostError, messageOf } from "../../model/errors.ts";
import { ConnectionLost } from "../../model/host-connection.ts";
import type { MarkedOutput } from "../shell/output-mark.ts";
import type { Slots } from "../waits/session-slots.ts";
import type { Link } from "./ssh-link.ts";

/** The input of a command, and who hears of its output while it runs. */
export interface Execution {
  readonly command: string;
  readonly stdout: MarkedOutput;
  readonly stderr: MarkedOutput;
  /** Called once the command runs; must end the channel's input at some time. */
  readonly feed: (channel: ClientChannel) => void;
  /**
   * Ends the wait at once. The program itself may go on; its slot stays taken until the host closes the
   * channel.
   */
  readonly signal: AbortSignal;
}

/**
 * Runs one command on a channel of its own, and resolves with its exit code. A program that was ended by a
 * signal has code 128 + its number, as in shells.
 */
export async function execute(link: Link, slots: Slots, execution: Execution): Promise<number> {
  const { signal } = execution;
  const release = await slots.take(signal);
  if (link.ended() !== undefined) {
    release();
    throw connectionLost(link);
  }
  return new Promise<number>((resolve, reject) => {
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
        void exitCode(opened, execution).then((code) => {
          settle();
          if (code === undefined) reject(connectionLost(link));
          else resolve(code);
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

/** The exit code, once all output is there; `undefined` when the channel ended without one. */
async function exitCode(channel: ClientChannel, { stdout, stderr }: Execution): Promise<number | undefined> {
  channel.on("data", (chunk: Buffer) => stdout.add(chunk));
  channel.stderr.on("data", (chunk: Buffer) => stderr.add(chunk));
  // Input that the program did not want is no error.
  channel.on("error", () => undefined);
  let code: number | undefined;
  channel.on("exit", (status: number | null, name?: string) => {
    code = status ?? 128 + signalNumber(name);
  });
  const closed = (stream: NodeJS.EventEmitter) =>
    new Promise<void>((resolve) => stream.once("close", resolve));
  await Promise.all([closed(channel), closed(channel.stderr)]);
  return code;
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
