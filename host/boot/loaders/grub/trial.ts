import type { FilePlace } from "../../../model/facts/trial-facts.ts";
import { instruction } from "../../on-host/instruction.ts";
import {
  noTrial,
  type TrialChoice,
  type TrialChoiceFacts,
  type TrialMeans,
} from "../contract/trial-means.ts";
import { type GrubEnvironment, grubTrialMenu, TRIAL_VARIABLE } from "./trial-menu.ts";

/** Where GRUB finds what it is to try. */
export interface GrubMeans {
  /** Whether the word is beside GRUB's configuration, or on the EFI partition. */
  readonly name: "grub" | "grub-efi";
  readonly environment: GrubEnvironment;
  /** The file with the word, as a path of the host. */
  readonly file: string;
  /** The folder with grub.cfg, where custom.cfg is. */
  readonly folder: string;
}

/**
 * How a boot is tried with GRUB, which starts an entry of custom.cfg once when a file of its own has a word
 * in it. Where GRUB can write to the file system of its configuration, the word is kept there; LVM, RAID,
 * encryption, btrfs and ZFS it can only read (seen with 2.06: what it saves there is not saved), and there
 * the EFI partition has it.
 */
export function chooseGrubMeans({
  trial: { grub, efiPartition, efiVariables },
}: Pick<TrialChoiceFacts, "trial">): TrialChoice {
  if (grub === undefined) return noTrial("GRUB's configuration was not found");
  if (!grub.readsCustomFile)
    return noTrial(
      `${grub.folder}/grub.cfg does not read custom.cfg, where the trial's entry would be`,
      "make /etc/grub.d/41_custom executable, and regenerate the boot menu (`update-grub`)",
    );
  if (grub.customFileIsLink === true)
    return noTrial(
      `${grub.folder}/custom.cfg is a symbolic link, which is not followed`,
      "put a file in its place, with what it leads to, and run again",
    );
  if (grub.editor === "missing")
    return noTrial(
      "there is no grub-editenv, which writes the word that starts the trial",
      "install it (Debian: grub-common; Fedora, EL: grub2-tools-minimal), and run again",
    );
  const obstacle = writeObstacle(grub);
  if (obstacle === undefined)
    return meansAt("grub", grub, grub.folder, "pulumi-vfio.env", "beside its configuration");
  if (efiVariables === undefined || efiPartition === undefined)
    return noTrial(`GRUB cannot write to ${grub.folder} (${obstacle}), and there is no EFI partition`);
  const other = writeObstacle(efiPartition);
  if (other !== undefined)
    return noTrial(
      `GRUB can write neither to ${grub.folder} (${obstacle}) nor to ${efiPartition.folder} (${other})`,
    );
  return meansAt(
    "grub-efi",
    efiPartition,
    grub.folder,
    "EFI/pulumi-vfio/env",
    `on the EFI partition, because it cannot write to ${grub.folder} (${obstacle})`,
  );
}

/** The word and the entry for a place that GRUB can write to. */
export function grubMeans<Where extends GrubMeans>(where: Where): Where & TrialMeans {
  const { environment, file, folder } = where;
  return {
    ...where,
    instructions: (entry) => [
      instruction("trial-menu", { path: `${folder}/custom.cfg`, lines: grubTrialMenu(entry, environment) }),
      instruction("trial-environment", { path: file, name: TRIAL_VARIABLE, value: entry.id ?? "" }),
    ],
  };
}

const WRITABLE_BY_GRUB = /^(?:ext[234]|xfs|vfat)$/;

/** Why GRUB could not write a file there, or this program could not; `undefined` when both can. */
function writeObstacle({
  type,
  layer,
  uuid,
  writable,
  inlineData,
  journalsData,
}: FilePlace): string | undefined {
  if (layer === "device-mapper") return "LVM or encryption";
  if (layer === "md") return "software RAID";
  if (!WRITABLE_BY_GRUB.test(type)) return type;
  if (inlineData === true) return "ext4 with inline_data";
  if (journalsData === true) return "data=journal";
  if (uuid === undefined) return "its UUID is not known";
  return writable ? undefined : "mounted read-only";
}

function meansAt(
  name: GrubMeans["name"],
  place: FilePlace,
  folder: string,
  file: string,
  where: string,
): TrialChoice {
  const path = `${place.folder}/${file}`;
  const below = place.mountedAt === "/" ? path : path.slice(place.mountedAt.length);
  return {
    means: grubMeans({ name, environment: { uuid: place.uuid ?? "", path: below }, file: path, folder }),
    because: `GRUB starts it once and keeps that ${where}`,
  };
}
