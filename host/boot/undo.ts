import { parseCommandLine, valuesOf } from "../model/command-line/command-line.ts";
import { HostError } from "../model/errors.ts";
import type { Observation } from "../model/facts/observation.ts";
import { paths } from "../model/managed-paths.ts";
import type { HostSession } from "../session.ts";
import { applyAtOnce } from "./apply-at-once.ts";
import { rebootAndWait } from "./reboot/reboot-and-wait.ts";
import type { SettleOptions } from "./settle.ts";
import { applyUndo } from "./transaction/transact.ts";
import { keptProblems, requireAsTried } from "./trial/as-tried.ts";
import { trialOfUndo } from "./trial/compose-trial.ts";
import { finishTrial } from "./trial/finish-trial.ts";
import { planReboot } from "./trial/plan-trial.ts";
import { requireReboot } from "./trial/require-reboot.ts";
import { imageOfUndo } from "./trial/trial-image.ts";
import { tryBoot } from "./trial/try-boot.ts";
import { planUndo, type UndoPlan } from "./undo-plan.ts";
import { parseModuleOptions } from "./wanted/module-options.ts";

/** What the user should know after an undo. */
export interface Undone {
  /** What others had changed, and what could not be restored exactly. */
  readonly remarks: readonly string[];
  /** Why the running system is not as before us yet; empty when it is. */
  readonly pending: readonly string[];
}

/**
 * Gives the host back: files, overlay and boot menu as before us, and after a reboot, where one is needed and
 * allowed, the functions. That reboot is tried first, as a change is. May be repeated. `addresses`: the
 * functions that were bound. Throws a HostError when something that we wrote is left after the reboot, or
 * when the next boot would not be the one that was tried.
 */
export async function undoBoot(
  session: HostSession,
  addresses: readonly string[],
  options: SettleOptions,
): Promise<Undone> {
  const { host } = await session.connection();
  const ours = (facts: Observation) => releasedBy(facts, addresses);
  const verify = (at: string, facts: Observation) => requireReleased(at, facts, ours(facts));
  const finished = await finishTrial(session, verify, { ...options, givesUp: true });
  const facts = await session.observe();
  const plan = planUndo(facts);
  const held = ours(facts);
  const changes = facts.managed.journal !== undefined;
  const reboot = captured(facts, held).length > 0 && options.reboot === "auto";
  const way = reboot ? planReboot(facts, { stored: changes, image: imageOfUndo(facts) }, options) : undefined;
  if (way !== undefined) requireReboot(host, way);
  if (way?.kind === "trial") {
    const trial = trialOfUndo(host, facts, way, plan.instructions);
    const tried = await tryBoot(session, trial, verify, options);
    await undoAtOnce(session, plan, options);
    requireAsTried(host, keptProblems(await session.observe(), trial), trial.kind);
    return { remarks: [...plan.remarks, ...tried.remarks, ...lastingOptions(facts)], pending: [] };
  }
  const remarks = [
    ...finished,
    ...plan.remarks,
    ...(changes ? await giveBack(session, facts, plan, options) : []),
  ];
  if (changes) await undoAtOnce(session, plan, options);
  const pending = captured(await session.observe(), held);
  if (pending.length === 0 || options.reboot === "manual") return { remarks, pending };
  const { signal, onStep, clock, rebootTimeoutMs: timeoutMs } = options;
  await rebootAndWait(session, {
    timeoutMs,
    signal,
    onStatus: (text) => onStep?.(text),
    ...(clock === undefined ? {} : { clock }),
  });
  requireReleased(host, await session.observe(), held);
  return { remarks, pending: [] };
}

/**
 * The file with the options is there until the trial is kept, and a module takes its options when it is
 * loaded.
 */
function lastingOptions({ managed }: Observation): readonly string[] {
  const modules = Object.keys(parseModuleOptions(managed.files[paths.modprobe]?.text ?? ""));
  if (modules.length === 0) return [];
  return [
    `options of modules stay in effect until the host is rebooted the next time: ${modules.join(", ")}`,
  ];
}

async function giveBack(
  session: HostSession,
  { managed }: Observation,
  { instructions }: UndoPlan,
  options: SettleOptions,
): Promise<readonly string[]> {
  const images = Object.keys(managed.images ?? {}).length;
  try {
    return await applyUndo(await session.connection(), instructions, { ...options, images });
  } finally {
    session.changed();
  }
}

async function undoAtOnce(session: HostSession, { atOnce }: UndoPlan, options: SettleOptions): Promise<void> {
  await applyAtOnce(await session.connection(), atOnce, options);
  session.changed();
}

/** The functions that vfio-pci is not to hold any more: all that we have given to it. */
function releasedBy({ managed }: Observation, addresses: readonly string[]): readonly string[] {
  const original = managed.journal?.drivers ?? {};
  const all = [...new Set([...addresses, ...Object.keys(original)])].sort();
  return all.filter((address) => original[address] !== "vfio-pci");
}

/** What in the running system still comes from us: the token, and functions that vfio-pci holds. */
export function captured(
  facts: Pick<Observation, "kernel" | "pci">,
  addresses: readonly string[],
): readonly string[] {
  const bound = valuesOf(parseCommandLine(facts.kernel.commandLine), "vfio_bind");
  const held = facts.pci.filter(
    ({ address, driver }) => driver === "vfio-pci" && addresses.includes(address),
  );
  return [
    ...bound.map((value) => `vfio_bind=${value ?? ""} is still on the running command line`),
    ...held.map(({ address }) => `${address} is still bound to vfio-pci`),
  ];
}

function requireReleased(host: string, facts: Observation, addresses: readonly string[]): void {
  const left = captured(facts, addresses);
  if (left.length === 0) return;
  throw new HostError({
    what: "The host was rebooted and is still not as before",
    host,
    found: left.join("\n"),
    next: "look for other settings that bind functions to vfio-pci: /etc/modprobe.d, /etc/default/grub, driverctl",
  });
}
