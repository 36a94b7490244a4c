import { LocalError } from "../../toolchain/local/errors.ts";
import { ensureImage } from "../image/image.ts";
import { cachedImage } from "../image/record.ts";
import { machinePid } from "../machine/process.ts";
import { installPackages } from "../machine/required-packages.ts";
import { waitForLogin } from "../machine/ssh.ts";
import { standardMachine, type Variants, variantFlags } from "../machine/variants.ts";
import { bootAgain, bootFirst } from "./boot.ts";
import { createInstance, isComplete } from "./create.ts";
import { loginOf, writeSshFiles } from "./login.ts";
import type { LabOptions } from "./options.ts";
import { type Place, withPlace } from "./place.ts";
import { type InstanceRecord, readRecord } from "./record.ts";

export interface StartOptions extends LabOptions {
  /** Default: those of the existing instance, or the standard machine. */
  readonly variants?: Variants | undefined;
}

/** See `startLab`. */
export function startInstance(options: StartOptions): Promise<InstanceRecord> {
  return withPlace(options, (place) => {
    const record = readRecord(place.paths);
    if (record !== undefined) checkVariants(record, options.variants);
    return runInstance(place, record, options.variants ?? standardMachine);
  });
}

async function runInstance(
  place: Place,
  record: InstanceRecord | undefined,
  variants: Variants,
): Promise<InstanceRecord> {
  await installPackages(place);
  if (record?.pristineBy === undefined || !isComplete(place.paths)) {
    const wanted = record?.variants ?? variants;
    const image = await ensureImage({ ...place, parts: wanted });
    return bootFirst(place, await createInstance(place, wanted, image));
  }
  if (machinePid(place.paths) !== undefined) {
    writeSshFiles(place.labDir, record);
    await waitForLogin(loginOf(record, place.labDir), place);
    return record;
  }
  if (cachedImage(record.imageHash) === undefined) throw imageIsGone(record);
  return bootAgain(place, record);
}

function checkVariants(record: InstanceRecord, wanted: Variants | undefined): void {
  if (wanted === undefined) return;
  const [has, wants] = [record.variants, wanted].map((variants) => variantFlags(variants).join(" "));
  if (has === wants) return;
  const flags = variantFlags(wanted).map((flag) => ` --variant ${flag}`);
  throw new LocalError({
    what: `The lab instance ${record.name} exists with other variants`,
    found: `it has: ${has || "none"}; wanted: ${wants || "none"}`,
    next: `\`npm run lab -- reset --name ${record.name}${flags.join("") || " --variant standard"}\` recreates it`,
  });
}

function imageIsGone(record: InstanceRecord): LocalError {
  return new LocalError({
    what: `The image under the disk of lab instance ${record.name} is no longer in the cache`,
    next: `\`npm run lab -- reset --name ${record.name}\` recreates it`,
  });
}
