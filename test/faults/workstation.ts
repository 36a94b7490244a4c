import { readFileSync, statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { Lab } from "../lab/lab.ts";

/** A boot to its end takes 30 s on an idle machine, and some trials come before it. */
const DEADLINE_MS = 900_000;

const SETTLED = `
! grep -q pulumi_vfio_trial= /proc/cmdline || [ ! -e /var/lib/pulumi-vfio/trial/record ] || exit 0
[ "$(systemctl is-system-running)" != starting ] && echo settled
exit 0
`;

/**
 * Waits until the host runs no trial that is still to be decided, and has nothing left to do: whoever starts
 * it, and however often.
 */
export async function settled(lab: Lab): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await asked(lab, SETTLED)).includes("settled")) {
    if (Date.now() > deadline) throw new Error("the host did not come back by itself");
    await pause(2_000);
  }
}

/** Whether the host can be reached now. */
export async function isReachable(lab: Lab): Promise<boolean> {
  return (await asked(lab, "echo reached")).includes("reached");
}

async function asked(lab: Lab, script: string): Promise<string> {
  const command = ["sudo", "sh", "-s"];
  const answer = lab.instance.ssh(command, { input: script, timeoutMs: 20_000 });
  return answer.then(({ stdout }) => stdout).catch(() => "");
}

/** Counts how often the firmware has started the boot loader since. */
export function countBoots(lab: Lab): () => number {
  const { serialPath } = lab.instance;
  const from = statSync(serialPath).size;
  return () =>
    readFileSync(serialPath).subarray(from).toString("latin1").split("BdsDxe: starting ").length - 1;
}
