import { HostError, messageOf } from "../../model/errors.ts";
import type { HostConnection } from "../../model/host-connection.ts";
import type { HostSession } from "../../session.ts";
import { instruction } from "../on-host/instruction.ts";
import { disarmScript } from "../on-host/programs.ts";
import { type Rebooted, type RebootOptions, rebootAndWait } from "../reboot/reboot-and-wait.ts";
import { NotSettled } from "../transaction/not-settled.ts";
import { type ApplyOptions, NothingTouched, transact } from "../transaction/transact.ts";
import type { Trial } from "./arm-instructions.ts";
import { failedBoot } from "./failed-boot.ts";
import { trialOf } from "./trial-entry.ts";

/** How a trial is watched. */
export interface TryOptions extends ApplyOptions {
  readonly rebootTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly clock?: RebootOptions["clock"];
}

/** The host runs what it ran before: what was tried did not come up, or was not what it should be. */
export class FellBack extends NothingTouched {
  override readonly name = "FellBack";
}

/**
 * That the user has stopped the run while the trial was on its way. `seconds`: how long it waits to be
 * confirmed. `when`: default, after its start.
 */
export function stopped(
  host: string,
  seconds: number,
  cause: unknown,
  when: "reboot into the trial" | "trial boot" = "trial boot",
): NotSettled {
  return new NotSettled({
    what: `Stopped during the ${when}, before what is tried was kept`,
    host,
    next:
      `run \`pulumi up\` again: within ${seconds} s of the trial's start it goes on with it; after that the host has returned to what it ran before, ` +
      "and the trial is made again",
    cause,
  });
}

/**
 * What was tried did not come up, and the host has returned: takes what is left of it away, and says what is
 * known of it.
 */
export async function fellBack(
  session: HostSession,
  trial: Pick<Trial, "id">,
  armed: { readonly bootId: string; readonly since: number },
  { strangeKey }: Rebooted,
  options: TryOptions,
): Promise<FellBack> {
  const connection = await session.connection();
  const evidence = await failedBoot(connection, armed, options.signal);
  await disarm(connection, trial, [instruction("forget")], options);
  session.changed();
  return new FellBack({
    what: "The trial boot failed. The host is back in its previous boot configuration, and nothing was changed",
    host: connection.host,
    expected: "a login to the trial boot",
    found: [...(strangeKey === undefined ? [] : [strangeKey]), evidence].join("\n"),
    next: "remove the cause that is named, and run `pulumi up` again",
  });
}

/**
 * What a trial that is not as it should be ends with: one that cannot be reached any more is ended by the
 * host itself.
 */
export async function rejectOrLeave(
  session: HostSession,
  host: string,
  trial: Pick<Trial, "id" | "seconds">,
  error: unknown,
  options: TryOptions,
): Promise<HostError> {
  try {
    return await reject(session, trial, error, options);
  } catch (cause) {
    if (options.signal.aborted) return stopped(host, trial.seconds, cause);
    return new NotSettled({
      what: "The trial is not as it should be, and the host did not return to what it ran before yet",
      host,
      found: [error, cause].map(messageOf).join("\n"),
      next:
        `it falls back on its own within ${trial.seconds} s of the trial's start; if it cannot be reached then, look at its console. Remove the cause, ` +
        "and run `pulumi up` again",
      cause,
    });
  }
}

/** The word that starts the trial is spent, so a reboot leads to what ran before. */
async function reject(
  session: HostSession,
  trial: Pick<Trial, "id">,
  error: unknown,
  options: TryOptions,
): Promise<FellBack> {
  const { onStep, signal, clock, rebootTimeoutMs } = options;
  const problem = error instanceof HostError ? error.problem : { what: messageOf(error) };
  onStep?.("the trial is not as it should be: returning to what ran before");
  const connection = await session.connection();
  await disarm(connection, trial, [instruction("reject")], options);
  await rebootAndWait(session, {
    timeoutMs: rebootTimeoutMs,
    signal,
    ...(onStep === undefined ? {} : { onStatus: onStep }),
    ...(clock === undefined ? {} : { clock }),
  });
  await disarm(await session.connection(), trial, [instruction("forget")], options);
  session.changed();
  const back = trialOf((await session.observe()).kernel.commandLine) === undefined;
  return new FellBack({
    ...problem,
    what: `${problem.what}; ${back ? "it was a trial, and the host runs again what it ran before" : "and the host still runs the trial: reboot it"}`,
    cause: error,
  });
}

/** Takes a trial away, or rejects it. Only this one: another run may have begun one since. */
export async function disarm(
  connection: HostConnection,
  { id }: Pick<Trial, "id">,
  instructions: readonly string[],
  options: ApplyOptions,
): Promise<void> {
  await transact(connection, disarmScript, [instruction("of", { id }), ...instructions], options);
}
