import { rmSync } from "node:fs";
import { type PowerDownOptions, powerDown, switchOff } from "../machine/process.ts";
import { refreshSshConfig } from "./login.ts";
import type { LabOptions } from "./options.ts";
import { withPlace } from "./place.ts";

export interface StopOptions extends LabOptions {
  /** Switch the machine off without a shutdown; its disk keeps what has been synced. Default false. */
  readonly now?: boolean | undefined;
}

/** Shuts an instance down and returns how it ended. Its disk stays, and `startLab` boots it again. */
export async function stopLab(options: StopOptions = {}): Promise<Awaited<ReturnType<typeof powerDown>>> {
  return withPlace(options, async (place) => {
    const powerOptions: PowerDownOptions = { ...place, ...(options.now === true && { graceMs: 0 }) };
    const ending = await powerDown(place.paths, powerOptions);
    refreshSshConfig(place.labDir);
    return ending;
  });
}

/** Switches an instance off and removes it with its disk and keys. */
export async function removeLab(options: LabOptions = {}): Promise<void> {
  await withPlace(options, async (place) => {
    await switchOff(place.paths);
    rmSync(place.paths.dir, { recursive: true, force: true });
    refreshSshConfig(place.labDir);
  });
}
