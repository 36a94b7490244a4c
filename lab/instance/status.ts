import { attempt } from "../../toolchain/local/command.ts";
import { machinePid } from "../machine/process.ts";
import { sshArguments } from "../machine/ssh.ts";
import { variantFlags } from "../machine/variants.ts";
import { loginOf } from "./login.ts";
import type { LabOptions } from "./options.ts";
import { defaultLabDir, instancePaths } from "./paths.ts";
import { type InstanceRecord, listRecords } from "./record.ts";

export interface LabStatus {
  readonly name: string;
  /** `unreachable`: QEMU runs, but a login does not work (yet). */
  readonly state: "running" | "unreachable" | "stopped";
  readonly pid?: number;
  readonly port: number;
  readonly variants: readonly string[];
  readonly imageHash: string;
  /** Whether `reset` can continue a snapshot. */
  readonly hasPristine: boolean;
  readonly serialPath: string;
}

/**
 * The state of one instance, or of all when no name is given. A name without an instance gives an empty list.
 */
export async function labStatus(options: LabOptions = {}): Promise<readonly LabStatus[]> {
  const { labDir = defaultLabDir, name, signal } = options;
  const records = listRecords(labDir).filter((record) => name === undefined || record.name === name);
  return Promise.all(records.map((record) => statusOf(record, labDir, signal)));
}

async function statusOf(
  record: InstanceRecord,
  labDir: string,
  signal: AbortSignal | undefined,
): Promise<LabStatus> {
  const paths = instancePaths(labDir, record.name);
  const pid = machinePid(paths);
  const facts = {
    name: record.name,
    port: record.sshPort,
    variants: variantFlags(record.variants),
    imageHash: record.imageHash,
    hasPristine: record.pristineBy !== undefined,
    serialPath: paths.serialLog,
  };
  if (pid === undefined) return { ...facts, state: "stopped" };
  const question = sshArguments(loginOf(record, labDir), ["true"]);
  const { code } = await attempt("ssh", question, { timeoutMs: 20_000, signal });
  return { ...facts, pid, state: code === 0 ? "running" : "unreachable" };
}
