import { settleBoot } from "../../../../../host/boot/settle.ts";
import { undoBoot } from "../../../../../host/boot/undo.ts";
import { AUDIO, GPU, wantedBoot } from "../lab-host.ts";
import type { SimulatedHost } from "../simulated-host.ts";

export const wanted = wantedBoot();

/** Brings the configuration about, with trials. */
export function settle(host: SimulatedHost, signal = new AbortController().signal, boot = wanted) {
  return settleBoot(host, boot, options(host, signal));
}

/** Gives the host back, with trials. */
export function undo(host: SimulatedHost, signal = new AbortController().signal) {
  return undoBoot(host, [GPU, AUDIO], options(host, signal));
}

/** What a run throws. */
export async function failure(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => error,
  );
}

function options(host: SimulatedHost, signal: AbortSignal) {
  return {
    allowUnprotectedReboot: false,
    allowUnprovenBaseline: false,
    reboot: "auto",
    rebootTimeoutMs: 60_000,
    signal,
    clock: host.clock,
  } as const;
}
