import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { run } from "../../toolchain/local/command.ts";
import type { Image } from "../image/record.ts";
import { createIdentity, type Identity, readIdentity, writeIdentity } from "../machine/identity.ts";
import type { MachinePaths } from "../machine/paths.ts";
import { freePort, isPortFree } from "../machine/port.ts";
import type { Variants } from "../machine/variants.ts";
import type { Place } from "./place.ts";
import { type InstanceRecord, writeRecord } from "./record.ts";

/** A new instance with keys, a machine id and a port of its own. Nothing is started. */
export async function createInstance(
  { paths, name, onProgress, signal }: Place,
  variants: Variants,
  image: Image,
): Promise<InstanceRecord> {
  onProgress(`creating the lab instance ${name} from image ${image.hash}`);
  mkdirSync(paths.dir, { recursive: true, mode: 0o700 });
  const identity = await createIdentity(paths, name, signal);
  const machineId = identity.machineId.trim();
  const record = { name, sshPort: await freePort(), variants, imageHash: image.hash, machineId };
  await layDisk(paths, identity, image, signal);
  writeRecord(paths, record);
  return record;
}

/**
 * Gives an instance that is switched off a fresh disk and fresh firmware variables of `image`; its identity
 * stays.
 */
export async function renewDisk(
  { paths, signal }: Place,
  record: InstanceRecord,
  image: Image,
): Promise<InstanceRecord> {
  const { pristineBy: _, ...rest } = record;
  const renewed = { ...rest, imageHash: image.hash };
  writeRecord(paths, renewed);
  await layDisk(paths, readIdentity(paths, record.name, record.machineId), image, signal);
  return renewed;
}

/** The record with a port that is free now: the old one if possible. */
export async function withFreePort(paths: MachinePaths, record: InstanceRecord): Promise<InstanceRecord> {
  if (await isPortFree(record.sshPort)) return record;
  const moved = { ...record, sshPort: await freePort() };
  writeRecord(paths, moved);
  return moved;
}

async function layDisk(
  paths: MachinePaths,
  identity: Identity,
  image: Image,
  signal?: AbortSignal,
): Promise<void> {
  for (const path of [paths.disk, paths.vars]) rmSync(path, { force: true });
  copyFileSync(image.vars, paths.vars);
  await run("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", image.disk, paths.disk], {
    signal,
  });
  await writeIdentity(paths, identity, image);
}

/** Whether the instance's own files are all there. */
export function isComplete(paths: MachinePaths): boolean {
  return [paths.disk, paths.vars, paths.clientKey, paths.hostKey].every((path) => existsSync(path));
}
