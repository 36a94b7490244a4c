import type { BootFacts } from "../model/boot/boot-facts.ts";
import type { WantedBoot } from "../model/boot/wanted-boot.ts";
import { HostError, messageOf } from "../model/errors.ts";
import type { Observation } from "../model/facts/observation.ts";
import type { HostSession } from "../session.ts";
import { applyAtOnce } from "./apply-at-once.ts";
import { defaultEntryProblems, effectiveProblems } from "./entries/effective-entries.ts";
import type { BootChange } from "./parts/parts.ts";
import { rebootReasons } from "./parts/reboot.ts";
import { changeInstructions } from "./plan/change-instructions.ts";
import { planBoot } from "./plan/plan-boot.ts";
import { type Rebooted, type RebootOptions, rebootAndWait } from "./reboot/reboot-and-wait.ts";
import { NotSettled } from "./transaction/not-settled.ts";
import { type ApplyOptions, applyStored, NothingTouched } from "./transaction/transact.ts";
import type { Trial } from "./trial/arm-instructions.ts";
import { keptProblems, requireAsTried } from "./trial/as-tried.ts";
import { trialOfChange } from "./trial/compose-trial.ts";
import { finishTrial } from "./trial/finish-trial.ts";
import { type RebootWish, rebootOf } from "./trial/plan-trial.ts";
import { requireReboot } from "./trial/require-reboot.ts";
import { tryBoot } from "./trial/try-boot.ts";
import {
  requireBooted,
  requireEffective,
  requirePossible,
  requireStored,
  requireTried,
  requireViable,
} from "./verify.ts";

/** How a boot configuration is brought about. */
export interface SettleOptions extends ApplyOptions, RebootWish {
  readonly rebootTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly clock?: RebootOptions["clock"];
}

/** How it ended. */
export interface Settled {
  readonly rebooted?: Rebooted | undefined;
  /**
   * What is not as declared now, in words for the user; with a reboot that is left to the user these are its
   * reasons.
   */
  readonly pending: readonly string[];
}

/**
 * Carries out what is left of a boot configuration, and reads the host again to see that it took. What needs
 * a reboot is tried first, and stored when it was started, reached and verified; what needs none, or is not
 * to be tried, is stored at once. Throws NotSettled when a run must go on later, and other errors when the
 * host is as it was.
 */
export async function settleBoot(
  session: HostSession,
  wanted: WantedBoot,
  options: SettleOptions,
): Promise<Settled> {
  const { host } = await session.connection();
  const verify = (_host: string, facts: Observation) => requireTried(host, facts, wanted);
  await finishTrial(session, verify, options);
  const before = await session.observe();
  const changes = planBoot(before, wanted);
  requirePossible(host, changes);
  const plan = rebootOf(before, changes, options);
  if (plan !== undefined) requireReboot(host, plan);
  if (plan?.kind !== "trial") return store(session, changes, wanted, options);
  const trial = trialOfChange(host, before, wanted, plan, changeInstructions(changes, wanted, before));
  const { rebooted } = await tryBoot(session, trial, verify, options);
  return notSettled(async () => {
    await applyAtOnce(await session.connection(), changes, options);
    return { rebooted, pending: await requireKept(session, wanted, trial) };
  });
}

/**
 * What was tried is the default now. Returns why another boot is needed all the same: for options of modules
 * that were removed.
 */
async function requireKept(
  session: HostSession,
  wanted: WantedBoot,
  trial: Trial,
): Promise<readonly string[]> {
  const { host } = await session.connection();
  const facts = await session.observe();
  const left = planBoot(facts, wanted);
  requireStored(host, left);
  requireAsTried(host, [...effectiveProblems(facts, wanted), ...keptProblems(facts, trial)], trial.kind);
  return rebootReasons(left);
}

/**
 * Stores what is wanted, does what can be done while the system runs, and reboots where that is needed and
 * allowed.
 */
function store(
  session: HostSession,
  changes: readonly BootChange[],
  wanted: WantedBoot,
  options: SettleOptions,
): Promise<Settled> {
  return notSettled(async () => {
    const { host } = await session.connection();
    await change(session, changes, await session.observe(), wanted, options);
    const after = await session.observe();
    const left = planBoot(after, wanted);
    requireStored(host, left);
    requireEffective(host, effectiveProblems(after, wanted));
    const because = rebootReasons(left);
    if (because.length === 0) requireViable(host, after, wanted, false);
    if (because.length === 0 || options.reboot === "manual") return { pending: because };
    requireEffective(host, defaultEntryProblems(after, wanted));
    const rebooted = await reboot(session, options);
    const booted = await session.observe();
    requireBooted(host, booted, wanted);
    requireViable(host, booted, wanted, true);
    return { rebooted, pending: [] };
  });
}

async function notSettled(work: () => Promise<Settled>): Promise<Settled> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NothingTouched || error instanceof NotSettled) throw error;
    const problem = error instanceof HostError ? error.problem : { what: messageOf(error) };
    throw new NotSettled({
      ...problem,
      what: `The boot configuration is not complete: ${problem.what}`,
      cause: error,
    });
  }
}

async function change(
  session: HostSession,
  changes: readonly BootChange[],
  facts: BootFacts,
  wanted: WantedBoot,
  options: SettleOptions,
): Promise<void> {
  const connection = await session.connection();
  try {
    await applyStored(connection, changeInstructions(changes, wanted, facts), options);
    await applyAtOnce(connection, changes, options);
  } finally {
    session.changed();
  }
}

async function reboot(session: HostSession, options: SettleOptions): Promise<Rebooted> {
  const { signal, onStep, clock } = options;
  const { host } = await session.connection();
  try {
    return await rebootAndWait(session, {
      timeoutMs: options.rebootTimeoutMs,
      signal,
      ...(onStep === undefined ? {} : { onStatus: onStep }),
      ...(clock === undefined ? {} : { clock }),
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new NotSettled({
      what: "Stopped while the host was rebooting: the reboot is in progress",
      host,
      next: "run `pulumi up` again when the host is up; it does not reboot again when everything took",
      cause: error,
    });
  }
}
