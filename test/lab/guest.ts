import { setTimeout as pause } from "node:timers/promises";
import type { Lab } from "./lab.ts";

/** A PCI function as the proof guest saw it. */
export interface GuestFunction {
  /** `0000:02:00` */
  readonly slot: string;
  readonly fn: string;
  readonly ids: string;
}

/** Emulation inside emulation: a guest takes 2 to 3 minutes on an idle machine. */
const DEADLINE_MS = 900_000;

/**
 * Waits until the proof guest has told everything on its serial console, which is copied to a file on the
 * host, and has powered itself off; reads what it saw.
 */
export async function guestSeenOnSerial(
  lab: Lab,
  domain: string,
  path: string,
): Promise<readonly GuestFunction[]> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const text = await lab.root(`cat ${path}; virsh --connect qemu:///system domstate ${domain}`);
    if (/GUEST-DONE[\s\S]*shut off/.test(text)) return functionsIn(text);
    if (Date.now() > deadline) throw new Error(`the guest did not get to its end; it said:\n${text}`);
    await pause(5_000);
  }
}

function functionsIn(text: string): readonly GuestFunction[] {
  return [...text.matchAll(/GUEST-PCI (\S+)\.(\d) (\w{4}) (\w{4})/g)].map(
    ([, slot = "", fn = "", vendor, device]) => ({ slot, fn, ids: `${vendor}:${device}` }),
  );
}
