import { HostError } from "../model/errors.ts";
import type { HostConnection, RunOptions, RunResult } from "../model/host-connection.ts";
import { runPlain } from "./link/run-as-user.ts";
import { connectionLost } from "./link/ssh-channel.ts";
import { type Link, openLink } from "./link/ssh-link.ts";
import { lineReader } from "./shell/line-reader.ts";
import type { ConnectionSettings } from "./ssh-config/connection-settings.ts";
import { resolveTarget } from "./ssh-config/target.ts";
import { Sudo } from "./sudo/run-as-root.ts";
import { Slots } from "./waits/session-slots.ts";

/**
 * Connects to the host of the settings and logs in: one attempt, with every host on the way verified. Throws
 * a HostError that says what to do, or the signal's reason when it is aborted.
 */
export async function openConnection(
  settings: ConnectionSettings,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<HostConnection> {
  const link = await openLink(resolveTarget(settings), options.signal);
  return new SshConnection(link, settings.sudoPassword);
}

/** sshd takes 10 sessions per connection (MaxSessions), and counts one until its program has ended. */
const SESSIONS = 8;

class SshConnection implements HostConnection {
  readonly host: string;
  readonly #link: Link;
  readonly #slots = new Slots(SESSIONS);
  readonly #sudo: Sudo | undefined;

  constructor(link: Link, sudoPassword: string | undefined) {
    this.host = link.target.label;
    this.#link = link;
    if (link.target.user !== "root") this.#sudo = new Sudo(link, this.#slots, sudoPassword);
  }

  async run(script: string, options: RunOptions = {}): Promise<RunResult> {
    const { args = [], stdin, as = "root", timeoutMs = 120_000, onLine } = options;
    const late = AbortSignal.timeout(timeoutMs);
    const signal = options.signal === undefined ? late : AbortSignal.any([options.signal, late]);
    const onStdout = onLine && lineReader(onLine);
    try {
      signal.throwIfAborted();
      if (this.#link.ended() !== undefined) throw connectionLost(this.#link);
      const run = { script, args, stdin, onStdout, signal };
      if (as === "root" && this.#sudo !== undefined) return await this.#sudo.run(run);
      return await runPlain(this.#link, this.#slots, run);
    } catch (error) {
      if (error === late.reason && late.aborted) throw this.#late(timeoutMs);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  #late(timeoutMs: number): HostError {
    return new HostError({
      what: `A command on the host did not end within ${timeoutMs / 1000} s`,
      host: this.host,
      found: "it may still be running there",
      next: "look at what the host is doing (`ps -ef`, `journalctl -f`), then run again",
    });
  }
}
