import { HostError } from "../../errors.ts";
import type { Observation } from "../../observation.ts";
import { rebootAndWait } from "../../reboot/reboot.ts";
import type { HostSession } from "../../session.ts";
import { parseCommandLine, valuesOf } from "../command-line/command-line.ts";
import { planD3cold } from "../plan/plan-d3cold.ts";
import { applyUndo } from "./apply.ts";
import { paths } from "./managed.ts";
import { applyD3cold } from "./power.ts";
import type { SettleOptions } from "./settle.ts";
import { planUndo } from "./undo-plan.ts";

/** What undoing leaves to be told. */
export interface Undone {
  /** What others had changed, and what could not be given back exactly. */
  readonly remarks: readonly string[];
  /** Why the running system is not as before us yet; empty when it is. */
  readonly pending: readonly string[];
}

/**
 * Gives the host back: files, overlay and boot menu as before us, and after a reboot, where one is needed and allowed, the functions.
 * May be repeated. `addresses`: the functions that were bound. Throws a HostError when something of ours is left after the reboot.
 */
export async function undoBoot(
  session: HostSession,
  addresses: readonly string[],
  options: SettleOptions,
): Promise<Undone> {
  const connection = await session.connection();
  const facts = await session.observe();
  const original = facts.managed.journal?.drivers ?? {};
  const all = [...new Set([...addresses, ...Object.keys(original)])].sort();
  const plan = planUndo(facts);
  const remarks = [...plan.remarks];
  const images = Object.keys(facts.managed.images ?? {}).length;
  if (facts.managed.journal !== undefined) {
    try {
      remarks.push(...(await applyUndo(connection, plan.instructions, { ...options, images })));
      await applyD3cold(connection, planD3cold(facts.pci, { ours: facts.managed.ours[paths.udev] }), options);
    } finally {
      session.changed();
    }
  }
  const ours = all.filter((address) => original[address] !== "vfio-pci");
  const pending = captured(await session.observe(), ours);
  if (pending.length === 0 || options.reboot === "manual") return { remarks, pending };
  const { signal, onStep, clock, rebootTimeoutMs: timeoutMs } = options;
  await rebootAndWait(session, {
    timeoutMs,
    signal,
    onStatus: (text) => onStep?.(text),
    ...(clock === undefined ? {} : { clock }),
  });
  await requireReleased(session, ours);
  return { remarks, pending: [] };
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
    ...held.map(({ address }) => `${address} is still held by vfio-pci`),
  ];
}

async function requireReleased(session: HostSession, addresses: readonly string[]): Promise<void> {
  const left = captured(await session.observe(), addresses);
  if (left.length === 0) return;
  const { host } = await session.connection();
  throw new HostError({
    what: "The host was rebooted and is still not as before",
    host,
    found: left.join("\n"),
    next: "look for other settings that bind functions to vfio-pci: /etc/modprobe.d, /etc/default/grub, driverctl",
  });
}
