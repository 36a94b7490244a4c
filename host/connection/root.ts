import { randomBytes } from "node:crypto";
import type { ClientChannel } from "ssh2";
import { execute } from "./channel.ts";
import { rootCommand, type SudoInput } from "./command.ts";
import type { RunResult } from "./connection.ts";
import { raced } from "./deadline.ts";
import type { Link } from "./link.ts";
import type { Slots } from "./slots.ts";
import { sudoFailure, sudoSilent } from "./sudo-errors.ts";

/** A script to be run as root. */
export interface RootRun {
  readonly script: string;
  readonly args: readonly string[];
  readonly stdin: string | Uint8Array | undefined;
  readonly onStdout?: ((chunk: Buffer) => void) | undefined;
  readonly signal: AbortSignal;
}

/** More than any delay after a wrong password. */
const VERIFY_MS = 60_000;

/** Runs scripts as root through sudo, for a login that is not root. */
export class Sudo {
  readonly #link: Link;
  readonly #slots: Slots;
  readonly #password: string | undefined;
  #verified: Promise<unknown> | undefined;

  constructor(link: Link, slots: Slots, password: string | undefined) {
    this.#link = link;
    this.#slots = slots;
    this.#password = password;
  }

  /** Throws a HostError when sudo does not let the script begin. */
  async run(run: RootRun): Promise<RunResult> {
    if (this.#password !== undefined) await raced(this.#verify(), run.signal);
    return this.#execute(run);
  }

  /** Tries the password once for all runs, whoever waits for it: hosts lock users out who give wrong ones again and again. */
  #verify(): Promise<unknown> {
    const late = AbortSignal.timeout(VERIFY_MS);
    this.#verified ??= this.#execute({ script: ":", args: [], stdin: undefined, signal: late }).catch(
      (error: unknown) => {
        throw error === late.reason ? sudoSilent(this.#link.target, VERIFY_MS) : error;
      },
    );
    return this.#verified;
  }

  async #execute({ script, args, stdin, onStdout, signal }: RootRun): Promise<RunResult> {
    const mark = `--${randomBytes(12).toString("hex")}--`;
    const arrival = arrivalOf(mark);
    const password = this.#password;
    const input: SudoInput =
      password === undefined ? "no-password" : stdin === undefined ? "password" : "password-and-data";
    const feed = (channel: ClientChannel) => {
      if (password === undefined) return channel.end(stdin);
      // Without data the input ends here, so that sudo, which asks again after a wrong password, gets no second one.
      if (stdin === undefined) return channel.end(`${password}\n`);
      channel.write(`${password}\n`);
      // Data follows only when sudo is through, so that it cannot be taken for a password.
      arrival.act(() => {
        channel.write(`${mark}\n`);
        channel.end(stdin);
      });
    };
    const command = rootCommand(script, args, mark, input);
    const result = await execute(this.#link, this.#slots, {
      command,
      feed,
      onStdout,
      onStderr: arrival.see,
      signal,
    });
    const stderr = arrival.after(result.stderr);
    if (stderr === undefined) throw sudoFailure(this.#link.target, result, password !== undefined);
    return { ...result, stderr };
  }
}

/** Watches standard error for the line with the mark. */
function arrivalOf(mark: string) {
  let seen = Buffer.alloc(0);
  let arrived = false;
  let tell = () => {};
  return {
    /** Says what to do as soon as the mark comes. */
    act: (action: () => void) => {
      tell = action;
    },
    see: (chunk: Buffer) => {
      if (arrived) return;
      seen = Buffer.concat([seen, chunk]);
      if (!seen.includes(`${mark}\n`)) return;
      arrived = true;
      tell();
    },
    /** The text without the mark and what came before it; `undefined` when there is no mark. */
    after: (text: string): string | undefined => {
      const start = text.indexOf(`${mark}\n`);
      return start < 0 ? undefined : text.slice(start + mark.length + 1);
    },
  };
}
