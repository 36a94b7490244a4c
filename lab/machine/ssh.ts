import type { Clock } from "../../host/model/clock.ts";
import { attempt, type CommandOptions, type CommandResult, run } from "../../toolchain/local/command.ts";
import { LocalError } from "../../toolchain/local/errors.ts";
import { lastLines } from "../../toolchain/local/last-lines.ts";
import { waitFor } from "../../toolchain/local/wait.ts";
import type { MachinePaths } from "./paths.ts";
import { machinePid } from "./process.ts";
import { serialTail } from "./serial.ts";

/**
 * How to log in: a host alias in an ssh configuration file, and optionally another user than the alias names.
 */
export interface Login {
  readonly configPath: string;
  readonly alias: string;
  readonly user?: string;
}

/** Arguments of `ssh` for running a command without ever asking a question. */
export function sshArguments(login: Login, command: readonly string[]): readonly string[] {
  const user = login.user === undefined ? [] : ["-l", login.user];
  const options = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=8", "-o", "ServerAliveInterval=15"];
  return ["-F", login.configPath, ...options, ...user, login.alias, "--", ...command];
}

/** Runs a command in the workstation; throws a LocalError when it does not exit with 0. */
export function ssh(
  login: Login,
  command: readonly string[],
  options?: CommandOptions,
): Promise<CommandResult> {
  return run("ssh", sshArguments(login, command), options);
}

export interface LoginWait {
  readonly paths: MachinePaths;
  readonly onProgress?: ((line: string) => void) | undefined;
  /** Default 400 s: emulation on a busy machine is slow. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
}

/** Waits until a complete, authenticated login works. Fails at once when QEMU ends meanwhile. */
export async function waitForLogin(login: Login, wait: LoginWait): Promise<void> {
  const { paths, onProgress, deadlineMs = 400_000, signal, clock } = wait;
  let refusal = "";
  let nextLine = 15_000;
  await waitFor({
    question: `a login to ${login.alias} over SSH`,
    ask: async () => {
      if (machinePid(paths) === undefined) throw endedEarly(paths);
      const { code, stderr } = await attempt("ssh", sshArguments(login, ["true"]), {
        timeoutMs: 60_000,
        signal,
      });
      refusal = lastLines(stderr, 1);
      return code === 0 ? true : undefined;
    },
    deadlineMs,
    onWaiting: (waited) => {
      if (waited < nextLine) return;
      nextLine += 15_000;
      onProgress?.(`waiting for SSH: ${refusal || "no answer yet"}`);
    },
    atDeadline: () => ({
      found: `${refusal}\nend of the serial console:\n${serialTail(paths.serialLog)}`,
      next: `read ${paths.serialLog}; \`npm run lab -- reset\` starts from the pristine state`,
    }),
    signal,
    ...(clock && { clock }),
  });
}

function endedEarly(paths: MachinePaths): LocalError {
  return new LocalError({
    what: "QEMU ended while the workstation was booting",
    found: serialTail(paths.serialLog),
    next: `read ${paths.serialLog}`,
  });
}
