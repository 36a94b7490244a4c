import { expect } from "vitest";
import type { Lab } from "../lab/lab.ts";
import { bringUp } from "./controller.ts";
import type { Disturbance, Fault } from "./fault.ts";
import { countCalls, onHost } from "./injection.ts";

/** The workstation, and how it is switched on. */
export interface Place {
  readonly lab: Lab;
  open(): Promise<void>;
}

/** How many calls bring something to the disks until a trial is armed, and from then on until it is kept. */
export interface Steps {
  readonly staged: number;
  readonly kept: number;
}

/** Brings the card to vfio-pci while a fault's disturbances happen; returns what the run has said. */
export async function disturbed(
  place: Place,
  { during = [], cutWhileStaged }: Fault,
  steps: Steps | undefined,
): Promise<string | undefined> {
  const stop = new AbortController();
  const waiting = [...during];
  let happened: Promise<unknown> = Promise.resolve();
  const onStep = (step: string) => {
    while (waiting[0]?.at.test(step)) {
      const next = waiting.shift();
      if (next?.what === "Ctrl-C") stop.abort(new Error("interrupted"));
      else if (next !== undefined) happened = happened.then(() => disturb(place, next, steps));
    }
  };
  if (cutWhileStaged !== undefined) await countCalls(place.lab, numberOf(steps?.staged, cutWhileStaged));
  const said = await bringUp(place.lab.instance, { onStep, signal: stop.signal });
  await happened;
  expect(waiting).toEqual([]);
  return said;
}

async function disturb({ lab, open }: Place, { what }: Disturbance, steps: Steps | undefined): Promise<void> {
  if (what === "power cut") {
    // What the host had not brought to its disks is lost.
    await lab.instance.stop({ now: true });
    await open();
  } else if (typeof what === "object") {
    await ("onHost" in what ? onHost(lab, what.onHost) : countCalls(lab, numberOf(steps?.kept, what.cutAt)));
  }
}

function numberOf(steps: number | undefined, part: number): number {
  if (steps === undefined)
    throw new Error("how many steps there are is not known: run the case without a fault first");
  return Math.max(1, Math.round(steps * part));
}
