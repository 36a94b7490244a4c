import type { ClientChannel } from "ssh2";
import type { RunResult } from "../../model/host-connection.ts";
import type { ShellRun } from "../link/run-as-user.ts";
import { execute } from "../link/ssh-channel.ts";
import type { Link } from "../link/ssh-link.ts";
import { MarkedOutput, newMark } from "../shell/output-mark.ts";
import { rootCommand, type SudoInput } from "../shell/shell-command.ts";
import { raced } from "../waits/deadline.ts";
import type { Slots } from "../waits/session-slots.ts";
import { sudoFailure, sudoSilent } from "./sudo-errors.ts";

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
  async run(run: ShellRun): Promise<RunResult> {
    if (this.#password !== undefined) await raced(this.#verify(), run.signal);
    return this.#execute(run);
  }

  /**
   * Tries the password once for all runs, whoever waits for it: hosts lock users out who give wrong ones
   * again and again.
   */
  #verify(): Promise<unknown> {
    const late = AbortSignal.timeout(VERIFY_MS);
    this.#verified ??= this.#execute({ script: ":", args: [], stdin: undefined, signal: late }).catch(
      (error: unknown) => {
        throw error === late.reason ? sudoSilent(this.#link.target, VERIFY_MS) : error;
      },
    );
    return this.#verified;
  }

  async #execute({ script, args, stdin, onStdout, signal }: ShellRun): Promise<RunResult> {
    const password = this.#password;
    const mark = newMark();
    const input: SudoInput =
      password === undefined ? "no-password" : stdin === undefined ? "password" : "password-and-data";
    let whenRoot = () => {};
    const stdout = new MarkedOutput(mark, onStdout);
    const stderr = new MarkedOutput(mark, () => whenRoot());
    const feed = (channel: ClientChannel) => {
      if (password === undefined) return channel.end(stdin);
      // Without data the input ends here, so that sudo, which asks again after a wrong password, gets no
      // second one.
      if (stdin === undefined) return channel.end(`${password}\n`);
      // Data follows only when sudo is through, so that it cannot be taken for a password.
      whenRoot = () => {
        whenRoot = () => {};
        channel.write(`${mark}\n`);
        channel.end(stdin);
      };
      return channel.write(`${password}\n`);
    };
    const command = rootCommand({ script, args, mark }, input);
    const code = await execute(this.#link, this.#slots, { command, stdout, stderr, feed, signal });
    if (stderr.arrived) return { code, stdout: stdout.text, stderr: stderr.text };
    throw sudoFailure(
      this.#link.target,
      code,
      `${stderr.before}${stdout.before}`.trim(),
      password !== undefined,
    );
  }
}
