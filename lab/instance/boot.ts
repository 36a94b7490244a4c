import { findFirmware } from "../machine/firmware.ts";
import { machinePid, qemuVersion, startMachine, switchOff } from "../machine/process.ts";
import { waitForLogin } from "../machine/ssh.ts";
import { withFreePort } from "./create.ts";
import { loginOf, refreshSshConfig, writeSshFiles } from "./login.ts";
import type { Place } from "./place.ts";
import {
  keepAsPristine,
  pristineSnapshot,
  removePackages,
  returnToPristine,
  setClock,
  settle,
} from "./pristine.ts";
import { type InstanceRecord, writeRecord } from "./record.ts";

/** Boots an instance whose disk is new, and keeps the booted machine as its pristine state. */
export async function bootFirst(place: Place, record: InstanceRecord): Promise<InstanceRecord> {
  place.onProgress(`booting ${place.name} for the first time (about a minute)`);
  return running(place, record, async (current) => {
    const login = loginOf(current, place.labDir);
    await waitForLogin(login, place);
    await settle(login, place);
    await removePackages(login, current.variants.withoutPackages, place);
    place.onProgress("keeping this state as the pristine one");
    await keepAsPristine(place.paths, login, place);
    const kept = { ...current, pristineBy: await qemuVersion(place.signal) };
    writeRecord(place.paths, kept);
    return kept;
  });
}

/** Boots an instance from its disk as it is. */
export async function bootAgain(place: Place, record: InstanceRecord): Promise<InstanceRecord> {
  place.onProgress(`booting ${place.name} (about a minute)`);
  return running(place, record, async (current) => {
    await waitForLogin(loginOf(current, place.labDir), place);
    return current;
  });
}

/** Continues the pristine machine, in the QEMU that runs or in a new one. */
export async function continuePristine(place: Place, record: InstanceRecord): Promise<InstanceRecord> {
  place.onProgress(`returning ${place.name} to its pristine state`);
  const settled = async (current: InstanceRecord): Promise<InstanceRecord> => {
    const login = loginOf(current, place.labDir);
    await waitForLogin(login, place);
    await setClock(login, place.signal);
    return current;
  };
  if (machinePid(place.paths) === undefined) return running(place, record, settled, pristineSnapshot);
  await returnToPristine(place.paths, place.signal);
  return settled(record);
}

/** Starts QEMU and does `work`. If that fails, the machine is switched off again. */
async function running(
  place: Place,
  record: InstanceRecord,
  work: (current: InstanceRecord) => Promise<InstanceRecord>,
  snapshot?: string,
): Promise<InstanceRecord> {
  const { paths, signal, labDir } = place;
  const current = await withFreePort(paths, record);
  const machine = {
    name: current.name,
    paths,
    variants: current.variants,
    firmwareCode: findFirmware().code,
    sshPort: current.sshPort,
    diskFormat: "qcow2" as const,
  };
  await startMachine(snapshot === undefined ? machine : { ...machine, snapshot }, signal);
  try {
    writeSshFiles(labDir, current);
    return await work(current);
  } catch (error) {
    await switchOff(paths);
    refreshSshConfig(labDir);
    throw error;
  }
}
