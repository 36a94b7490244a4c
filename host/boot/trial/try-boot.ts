import { systemClock } from "../../model/clock.ts";
import { HostError, messageOf } from "../../model/errors.ts";
import type { Observation } from "../../model/facts/observation.ts";
import { STATE_FOLDER } from "../../model/managed-paths.ts";
import type { HostSession } from "../../session.ts";
import { instruction } from "../on-host/instruction.ts";
import { armScript } from "../on-host/programs.ts";
import { type Rebooted, rebootAndWait } from "../reboot/reboot-and-wait.ts";
import { NotSettled } from "../transaction/not-settled.ts";
import { type ApplyOptions, NothingTouched, remarksOf, transact } from "../transaction/transact.ts";
import { armInstructions, type Trial } from "./arm-instructions.ts";
import { disarm, fellBack, rejectOrLeave, stopped, type TryOptions } from "./fall-back.ts";
import { trialOf } from "./trial-entry.ts";

/** A configuration that was tried, and is the default now. */
export interface Tried {
  readonly rebooted: Rebooted;
  /** What the user should know about it. */
  readonly remarks: readonly string[];
}

/** Milliseconds for which a trial must stay as it is. */
const STABLE = 10_000;

/**
 * Starts a new configuration once, and keeps it when a new login reaches it and `verify`, which throws a
 * HostError, finds nothing. Throws FellBack when the host has returned to its previous configuration,
 * NothingTouched when it was never started, and NotSettled when a run must go on.
 */
export async function tryBoot(
  session: HostSession,
  trial: Trial,
  verify: (host: string, facts: Observation) => void,
  options: TryOptions,
): Promise<Tried> {
  const { kernel, trial: before } = await session.observe();
  await arm(session, trial, options);
  const rebooted = await reboot(session, trial, options);
  const facts = await session.observe();
  if (trialOf(facts.kernel.commandLine) !== trial.id) {
    const armed = { bootId: kernel.bootId, since: before.now ?? 0 };
    throw await fellBack(session, trial, armed, rebooted, options);
  }
  const remarks = await keepOrReject(session, trial, verify, options);
  return { rebooted, remarks };
}

/** Verifies the trial that runs now, and makes it the default. Returns remarks for the user. */
export async function keepOrReject(
  session: HostSession,
  trial: Pick<Trial, "id" | "seconds">,
  verify: (host: string, facts: Observation) => void,
  options: TryOptions,
): Promise<readonly string[]> {
  const { clock = systemClock, signal, onStep } = options;
  const { host } = await session.connection();
  try {
    verify(host, await session.observe());
    onStep?.(`the trial is as it should be; looking whether it stays so for ${STABLE / 1_000} s`);
    await clock.sleep(STABLE, signal);
    session.changed();
    verify(host, await session.observe());
  } catch (error) {
    if (signal.aborted) throw stopped(host, trial.seconds, error);
    throw await rejectOrLeave(session, host, trial, error, options);
  }
  onStep?.("keeping what was tried");
  try {
    return await runCommit(session, options);
  } catch (error) {
    throw error instanceof NothingTouched ? await rejectOrLeave(session, host, trial, error, options) : error;
  }
}

/**
 * Makes what was tried the default: the script, and what it is told, are on the host. Returns remarks for
 * users. Throws NothingTouched when another program has changed the host since it was planned, and
 * NotSettled when it was confirmed and did not come to its end.
 */
export async function runCommit(session: HostSession, options: ApplyOptions): Promise<readonly string[]> {
  const connection = await session.connection();
  const images = (await session.observe()).kernel.installed.length;
  try {
    return remarksOf(await transact(connection, COMMIT, [], { ...options, images }));
  } catch (error) {
    if (error instanceof NothingTouched) throw error;
    const problem = error instanceof HostError ? error.problem : { what: messageOf(error) };
    throw new NotSettled({
      host: connection.host,
      ...problem,
      what: `The trial is good, and is not the default yet: ${problem.what}`,
      next: "remove the cause, and run `pulumi up` again before the host is rebooted: it resumes; what was begun is also finished on its own at the next boot",
      cause: error,
    });
  } finally {
    session.changed();
  }
}

const COMMIT = `sh ${STATE_FOLDER}/trial/commit <${STATE_FOLDER}/trial/instructions`;

async function arm(session: HostSession, trial: Trial, options: TryOptions): Promise<void> {
  const connection = await session.connection();
  try {
    const images = trial.image === undefined ? 0 : 1;
    await transact(connection, armScript, armInstructions(trial), { ...options, images });
  } catch (error) {
    if (error instanceof NothingTouched) throw error;
    if (options.signal.aborted) {
      throw new HostError({
        what: "Stopped while the trial boot was prepared; what runs and what is stored was not changed",
        host: connection.host,
        next:
          "run `pulumi up` again: it removes what is left of this, and starts again. A reboot of the host until then may start the trial; " +
          `it then falls back on its own, ${trial.seconds} s after its start`,
        cause: error,
      });
    }
    if (!(error instanceof HostError)) throw error;
    await disarm(connection, trial, [instruction("forget")], options);
    throw new NothingTouched({
      ...error.problem,
      next: "what was staged was removed; nothing was changed",
    });
  } finally {
    session.changed();
  }
}

async function reboot(session: HostSession, trial: Trial, options: TryOptions): Promise<Rebooted> {
  const { signal, onStep, clock, rebootTimeoutMs } = options;
  const { host } = await session.connection();
  try {
    return await rebootAndWait(session, {
      timeoutMs: rebootTimeoutMs + trial.seconds * 1_000,
      signal,
      patient: true,
      ...(onStep === undefined ? {} : { onStatus: onStep }),
      ...(clock === undefined ? {} : { clock }),
    });
  } catch (error) {
    throw signal.aborted ? stopped(host, trial.seconds, error, "reboot into the trial") : error;
  }
}
