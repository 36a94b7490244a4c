import { messageOf } from "../../host/model/errors.ts";
import { ensureImage } from "../image/image.ts";
import type { Image } from "../image/record.ts";
import { qemuVersion, switchOff } from "../machine/process.ts";
import { installPackages } from "../machine/required-packages.ts";
import { standardMachine, variantFlags } from "../machine/variants.ts";
import { bootFirst, continuePristine } from "./boot.ts";
import { createInstance, isComplete, renewDisk } from "./create.ts";
import { type Place, withPlace } from "./place.ts";
import { type InstanceRecord, readRecord } from "./record.ts";
import type { StartOptions } from "./start.ts";

/** See `resetLab`. */
export function resetInstance(options: StartOptions): Promise<InstanceRecord> {
  return withPlace(options, async (place) => {
    await installPackages(place);
    const record = readRecord(place.paths);
    const variants = options.variants ?? record?.variants ?? standardMachine;
    const image = await ensureImage({ ...place, parts: variants });
    if (record === undefined || !isComplete(place.paths)) {
      await switchOff(place.paths);
      return bootFirst(place, await createInstance(place, variants, image));
    }
    const wanted = { ...record, variants };
    return (await continued(place, record, wanted, image)) ?? renewed(place, wanted, image);
  });
}

/** `undefined` when the snapshot cannot be used. */
async function continued(
  place: Place,
  record: InstanceRecord,
  wanted: InstanceRecord,
  image: Image,
): Promise<InstanceRecord | undefined> {
  const sameMachine = variantFlags(record.variants).join() === variantFlags(wanted.variants).join();
  const sameQemu = record.pristineBy === (await qemuVersion(place.signal));
  if (!sameMachine || !sameQemu || record.imageHash !== image.hash) return undefined;
  try {
    return await continuePristine(place, record);
  } catch (error) {
    place.signal?.throwIfAborted();
    const reason = messageOf(error);
    place.onProgress(`the snapshot cannot be continued, booting a fresh disk instead: ${reason}`);
    return undefined;
  }
}

async function renewed(place: Place, wanted: InstanceRecord, image: Image): Promise<InstanceRecord> {
  await switchOff(place.paths);
  return bootFirst(place, await renewDisk(place, wanted, image));
}
