import { HostError, messageOf } from "../errors.ts";
import { type Rebooted, type RebootOptions, rebootAndWait } from "../reboot/reboot.ts";
import type { HostSession } from "../session.ts";
import { type ApplyOptions, applyBinds, applyStored, NothingTouched } from "./apply.ts";
import { type BootChange, type BootFacts, planBoot } from "./plan.ts";
import type { WantedBoot } from "./wanted.ts";

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

/** Something was done and the rest was not. */
export class NotSettled extends HostError {
  override readonly name = "NotSettled";
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
  requirePossible(changes);
  try {
    await change(session, changes, before, wanted, options);
    const left = planBoot(await session.observe(), wanted);
    requireStored(left);
    const because = left.flatMap((step) => (step.kind === "reboot" ? step.because : []));
    if (because.length === 0 || options.reboot === "manual") return { pending: because };
    const rebooted = await reboot(session, options);
    await requireSettled(session, wanted);
    return { rebooted, pending: [] };
  } catch (error) {
    if (error instanceof NothingTouched || error instanceof NotSettled) throw error;
    throw new NotSettled({
      what: `The boot configuration is not complete: ${messageOf(error)}`,
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

/** After the reboot everything must be as wanted: what is not, and why, is an error. */
async function requireSettled(session: HostSession, wanted: WantedBoot): Promise<void> {
  const facts = await session.observe();
  const left = planBoot(facts, wanted);
  if (left.length === 0) return;
  const { host } = await session.connection();
  const said = facts.managed.bindLog.map((line) => `kernel log: vfio_bind: ${line}`);
  throw new NotSettled({
    what: "The host was rebooted, and not everything took",
    host,
    expected: `${Object.keys(wanted.functions).join(", ")} held by vfio-pci`,
    found: [...left.flatMap(problemsOf), ...said].join("\n"),
    next: "look at the kernel log of the host (`dmesg`) for what held the functions",
  });
}

function requireStored(left: readonly BootChange[]): void {
  const unmet = left.filter(({ kind }) => kind !== "reboot").flatMap(problemsOf);
  if (unmet.length === 0) return;
  throw new HostError({ what: "What was written did not take", found: unmet.join("\n") });
}

function requirePossible(changes: readonly BootChange[]): void {
  const failed = changes.flatMap((step) => (step.kind === "failed" ? step.because : []));
  if (failed.length === 0) return;
  throw new HostError({
    what: "The host was booted with the wanted configuration, and the functions are still not held by vfio-pci",
    found: failed.join("\n"),
    next: "remove the cause; another reboot would end the same way",
  });
}

function problemsOf(change: BootChange): readonly string[] {
  switch (change.kind) {
    case "file":
      return [`${change.path} is not as it was written`];
    case "token":
      return [`${change.text} ${change.action === "add" ? "is not in" : "is still in"} the boot menu`];
    case "overlay":
      return [`the overlay initrd: ${change.because}`];
    case "menu":
      return [`the boot menu: ${change.because}`];
    case "bind":
      return [`${change.address} is held by ${change.from ?? "no driver"}, not by vfio-pci`];
    default:
      return change.because;
  }
}
