import { expect } from "vitest";
import type { Lab } from "../lab/lab.ts";
import { bringUp } from "./controller.ts";
import type { Disturbance, Fault } from "./fault.ts";
import { countCalls, onHost } from "./injection.ts";
import { readSteps } from "./results.ts";

/** The workstation, and how it is switched on. */
export interface Place {
  readonly lab: Lab;
  open(): Promise<void>;
}

/** Brings the card to vfio-pci while a fault's disturbances happen; returns what the run has said. */
export async function disturbed(
  place: Place,
  { during = [], cutWhileStaged }: Fault,
): Promise<string | undefined> {
  const stop = new AbortController();
  const waiting = [...during];
  let happened: Promise<unknown> = Promise.resolve();
  const onStep = (step: string) => {
    while (waiting[0]?.at.test(step)) {
      const next = waiting.shift();
      if (next?.what === "Ctrl-C") stop.abort(new Error("interrupted"));
      else if (next !== undefined) happened = happened.then(() => disturb(place, next));
    }
  };
  if (cutWhileStaged !== undefined) await countCalls(place.lab, numberOf(readSteps().staged, cutWhileStaged));
  const said = await bringUp(place.lab.instance, { onStep, signal: stop.signal });
  await happened;
  expect(waiting).toEqual([]);
  return said;
}

async function disturb({ lab, open }: Place, { what }: Disturbance): Promise<void> {
  if (what === "power cut") {
    // What the host had not brought to its disks is lost.
    await lab.instance.stop({ now: true });
    await open();
  } else if (typeof what === "object") {
    await ("onHost" in what
      ? onHost(lab, what.onHost)
      : countCalls(lab, numberOf(readSteps().kept, what.cutAt)));
  }
}

function numberOf(steps: number, part: number): number {
  return Math.max(1, Math.round(steps * part));
}
