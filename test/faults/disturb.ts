import { expect } from "vitest";
import type { Lab } from "../lab/lab.ts";
import { bringUp } from "./controller.ts";
import type { Disturbance, Fault, PartialCut, Steps } from "./fault.ts";
import { type Cut, countCalls, onHost } from "./injection.ts";
import type { Reference } from "./results.ts";

/** The workstation, and how it is switched on. */
export interface Place {
  readonly lab: Lab;
  readonly reference: Reference | undefined;
  open(): Promise<void>;
}

/** Brings the card to vfio-pci while a fault's disturbances happen; returns what the run has said. */
export async function disturbed(
  place: Place,
  { during = [], cutWhileStaged, binding }: Fault,
): Promise<string | undefined> {
  const stop = new AbortController();
  const waiting = [...during];
  let happened: Promise<unknown> = Promise.resolve();
  const onStep = (step: string) => {
    while (waiting[0]?.at.test(step)) {
      const next = waiting.shift();
      if (next?.what === "Ctrl-C") stop.abort(new Error("interrupted"));
      else if (typeof next?.what === "object" && "asleep" in next.what) sleepAt(next.what.asleep);
      else if (next !== undefined) happened = happened.then(() => disturb(place, next));
    }
  };
  if (cutWhileStaged !== undefined) await countCalls(place.lab, cutOf(place, "staged", cutWhileStaged));
  const wanted = binding === undefined ? {} : { binding };
  const said = await bringUp(place.lab.instance, { onStep, signal: stop.signal, ...wanted });
  await happened;
  expect(waiting).toEqual([]);
  return said;
}

async function disturb(place: Place, { what }: Disturbance): Promise<void> {
  if (what === "power cut") {
    // What the host had not brought to its disks is lost.
    await place.lab.instance.stop({ now: true });
    await place.open();
  } else if (typeof what === "object" && "onHost" in what) {
    await onHost(place.lab, what.onHost);
  } else if (typeof what === "object" && "cut" in what) {
    await countCalls(place.lab, cutOf(place, "kept", what.cut));
  }
}

function cutOf({ reference }: Place, until: keyof Steps, { what, part }: PartialCut): Cut {
  if (reference === undefined)
    throw new Error("how many steps there are is not known without a run without a fault");
  return { what, step: Math.max(1, Math.round(reference.steps[until] * part)) };
}

/** Nothing of this process goes on meanwhile, as when its machine is asleep. */
function sleepAt(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1_000);
}
