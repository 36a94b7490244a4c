import { systemClock } from "../../model/clock.ts";
import type { Observation } from "../../model/facts/observation.ts";
import type { TrialRecord } from "../../model/facts/trial-facts.ts";
import type { HostSession } from "../../session.ts";
import { instruction } from "../on-host/instruction.ts";
import { disarmScript } from "../on-host/programs.ts";
import { NothingTouched, transact } from "../transaction/transact.ts";
import { FellBack, type TryOptions } from "./fall-back.ts";
import { trialOf } from "./trial-entry.ts";
import { keepOrReject, runCommit } from "./try-boot.ts";

/** Seconds within which a run that has armed a trial orders its reboot. */
const ARMED = 60;

/** The id of no trial. */
const NOBODYS = "none";

/** How what an earlier run has left is ended. */
export interface FinishOptions extends TryOptions {
  /**
   * Whether a trial that cannot be kept, or is not as it should be, is given up, because everything is taken
   * back anyway. Default false.
   */
  readonly givesUp?: boolean;
}

/**
 * Goes on with a trial that an earlier run has left on the host: one that was confirmed is made the default,
 * one that runs now is verified and kept, and what is left of any other is removed; of one that was begun
 * just now when its run does not reboot the host any more. Returns remarks for the user.
 */
export async function finishTrial(
  session: HostSession,
  verify: (host: string, facts: Observation) => void,
  options: FinishOptions,
): Promise<readonly string[]> {
  const { trial, kernel } = await session.observe();
  const { record } = trial;
  if (record === undefined) {
    if (trial.leftOver === true) await takeAway(session, NOBODYS, options);
    return [];
  }
  if (record.state === "committing") {
    options.onStep?.("keeping what an earlier run has tried");
    try {
      return await runCommit(session, options);
    } catch (error) {
      // Another program has changed the host since: what was tried cannot be kept as it was planned, and is
      // planned again.
      const isOver = error instanceof NothingTouched || options.givesUp === true;
      if (options.signal.aborted || !isOver) throw error;
    }
  } else if (record.state === "armed" && trialOf(kernel.commandLine) === record.id) {
    try {
      return await keepOrReject(session, record, verify, options);
    } catch (error) {
      // The trial of a change, for one, is not what an undo wants; it has ended.
      if (error instanceof FellBack && options.givesUp === true) return [];
      throw error;
    }
  } else if (await isBeingBooted(session, record, options)) {
    return finishTrial(session, verify, options);
  }
  await takeAway(session, record.id, options);
  return [];
}

/** `id`: whose it is; that of a run which has begun another trial meanwhile is left alone. */
async function takeAway(session: HostSession, id: string, options: TryOptions): Promise<void> {
  options.onStep?.("taking away what is left of an earlier trial");
  await transact(
    await session.connection(),
    disarmScript,
    [instruction("of", { id }), instruction("abandon"), instruction("forget")],
    options,
  );
  session.changed();
}

/**
 * Waits for the run that has begun a trial, as long as it may be about to reboot the host; whether something
 * has become of the trial meanwhile.
 */
async function isBeingBooted(
  session: HostSession,
  { state, since, id }: TrialRecord,
  { clock = systemClock, signal, onStep }: TryOptions,
): Promise<boolean> {
  const { now = since } = (await session.observe()).trial;
  const left = since + ARMED - now;
  if ((state !== "armed" && state !== "staged") || left <= 0 || left > ARMED) return false;
  onStep?.(`another run has begun a trial boot ${now - since} s ago; waiting ${left} s for its reboot`);
  await clock.sleep(left * 1_000, signal);
  session.changed();
  const { record } = (await session.observe()).trial;
  return record?.id !== id || record.state !== state;
}
