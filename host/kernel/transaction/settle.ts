import { HostError, messageOf } from "../../errors.ts";
import { type Rebooted, type RebootOptions, rebootAndWait } from "../../reboot/reboot.ts";
import type { HostSession } from "../../session.ts";
import { defaultEntryProblems, effectiveProblems } from "../entries/effective.ts";
import { type BootChange, type BootFacts, planBoot } from "../plan/plan.ts";
import type { WantedBoot } from "../plan/wanted.ts";
import { type ApplyOptions, applyBinds, applyStored, NothingTouched } from "./apply.ts";
import { applyD3cold } from "./power.ts";
import {
  NotSettled,
  rebootReasons,
  requireBooted,
  requireEffective,
  requirePossible,
  requireStored,
  requireViable,
} from "./took.ts";

/** How a boot configuration is brought about. */
export interface SettleOptions extends ApplyOptions {
  readonly reboot: "auto" | "manual";
  readonly rebootTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly clock?: RebootOptions["clock"];
}

/** How it ended. */
export interface Settled {
  readonly rebooted?: Rebooted | undefined;
  /** What is not as wanted now, for people; with a reboot that is left to the person these are its reasons. */
  readonly pending: readonly string[];
}

/**
 * Carries out what is left of a boot configuration: what is stored, then what can be done while the system runs, then a reboot where one is
 * needed and allowed; and reads the host again to see that it took. Throws NotSettled when a run must go on later, and other errors when nothing
 * was touched.
 */
export async function settleBoot(
  session: HostSession,
  wanted: WantedBoot,
  options: SettleOptions,
): Promise<Settled> {
  const before = await session.observe();
  const changes = planBoot(before, wanted);
  const { host } = await session.connection();
  requirePossible(host, changes);
  try {
    await change(session, changes, before, wanted, options);
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
    await applyStored(connection, changes, wanted, facts, options);
    await applyD3cold(connection, changes, options);
    await applyBinds(connection, changes, options);
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
