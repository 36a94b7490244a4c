import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import type { Lab } from "../lab/lab.ts";
import { bringUp } from "./controller.ts";
import { countBoots, isReachable } from "./workstation.ts";

/** Brings the card to vfio-pci, and looks on: for this long after its next boot the host is out of reach. */
export async function leftAlone(lab: Lab, milliseconds: number): Promise<void> {
  const stop = new AbortController();
  const started = countBoots(lab);
  const ended = bringUp(lab.instance, { signal: stop.signal });
  while (started() < 1) await pause(1_000);
  await pause(milliseconds);
  expect(await isReachable(lab)).toBe(false);
  stop.abort(new Error("nobody waits any longer"));
  expect(await ended).toMatch(/Stopped during the reboot into the trial/);
}
