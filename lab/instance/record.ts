import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LocalError } from "../../toolchain/local/errors.ts";
import type { MachinePaths } from "../machine/paths.ts";
import type { Variants } from "../machine/variants.ts";
import { instancePaths } from "./paths.ts";

/** What is remembered about an instance between commands. */
export interface InstanceRecord {
  readonly name: string;
  /** Port on 127.0.0.1; kept, unless another program has taken it. */
  readonly sshPort: number;
  readonly variants: Variants;
  /** The image its disk is an overlay of. */
  readonly imageHash: string;
  readonly machineId: string;
  /** The QEMU version that made the pristine snapshot; absent while there is no snapshot. */
  readonly pristineBy?: string;
}

/** The instance's record, or `undefined` when there is no such instance. */
export function readRecord(paths: MachinePaths): InstanceRecord | undefined {
  if (!existsSync(paths.record)) return undefined;
  try {
    return JSON.parse(readFileSync(paths.record, "utf8")) as InstanceRecord;
  } catch (cause) {
    throw new LocalError({
      what: `${paths.record} cannot be read`,
      next: `remove the folder ${paths.dir}`,
      cause,
    });
  }
}

export function writeRecord(paths: MachinePaths, record: InstanceRecord): void {
  mkdirSync(dirname(paths.record), { recursive: true, mode: 0o700 });
  const candidate = `${paths.record}.new`;
  writeFileSync(candidate, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(candidate, paths.record);
}

/** All instances of a lab folder, sorted by name. */
export function listRecords(labDir: string): readonly InstanceRecord[] {
  if (!existsSync(labDir)) return [];
  return readdirSync(labDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(labDir, entry.name, "instance.json")))
    .map((entry) => readRecord(instancePaths(labDir, entry.name)))
    .filter((record) => record !== undefined)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
