import { mkdirSync } from "node:fs";
import { withLock } from "../../toolchain/local/lock.mjs";
import type { MachinePaths } from "../machine/paths.ts";
import { defaultName, type LabOptions } from "./options.ts";
import { defaultLabDir, instancePaths } from "./paths.ts";

/** Which instance an operation is about, and how it reports and stops. */
export interface Place {
  readonly labDir: string;
  readonly name: string;
  readonly paths: MachinePaths;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

export function placeOf(options: LabOptions): Place {
  const { labDir = defaultLabDir, name = defaultName, onProgress = () => undefined, signal } = options;
  return { labDir, name, paths: instancePaths(labDir, name), onProgress, signal };
}

/** Runs `work` while no other operation on the same instance runs, in this process or another. */
export function withPlace<T>(options: LabOptions, work: (place: Place) => Promise<T>): Promise<T> {
  const place = placeOf(options);
  mkdirSync(place.paths.dir, { recursive: true, mode: 0o700 });
  const onWait = (pid: number): void =>
    place.onProgress(`process ${pid} is working on ${place.name}: waiting`);
  const wait = place.signal === undefined ? { onWait } : { onWait, signal: place.signal };
  return withLock(place.paths.lock, () => work(place), wait);
}
