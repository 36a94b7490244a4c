import type { BootEntry } from "../../../model/facts/boot-loader-facts.ts";
import type { TrialFacts } from "../../../model/facts/trial-facts.ts";
import { OVERLAY } from "../../../model/managed-paths.ts";
import { instruction } from "../../on-host/instruction.ts";
import {
  noTrial,
  type TrialChoice,
  type TrialChoiceFacts,
  type TrialMeans,
} from "../contract/trial-means.ts";

/** Where systemd-boot finds what it is to try, and what it has started. */
export interface SystemdBootMeans {
  /** The folder of the entries, as a path of the host. */
  readonly entries: string;
  /** The file name of the entry that is known to come up. */
  readonly knownGood: string;
}

/**
 * How a boot is tried with systemd-boot, which takes an entry for one boot from a variable of the firmware.
 */
export function chooseSystemdBootMeans({ bootLoader, trial }: TrialChoiceFacts): TrialChoice {
  const { entriesFolder, defaultEntry } = bootLoader;
  const { efiVariables, fallbackLoader } = trial;
  if (efiVariables === undefined || entriesFolder === undefined)
    return noTrial("the folder of the boot loader entries was not found");
  if (!efiVariables.writable) return noTrial("variables of the firmware cannot be written");
  if (!efiVariables.oneShot) return noTrial("this systemd-boot has no entry for one boot");
  if (efiVariables.selected === undefined)
    return noTrial("systemd-boot does not say which entry it has started");
  const missing = missingFiles(trial, entriesFolder, defaultEntry);
  if (missing.length > 0)
    return noTrial(
      `the entry to be tried loads ${missing.join(" and ")}, which is not there, or empty`,
      "rebuild it (`kernel-install add`, or the program that makes the initramfs), check that the host starts with it, and run again",
    );
  return {
    means: systemdBootMeans({
      entries: `${entriesFolder}/loader/entries`,
      knownGood: efiVariables.selected,
    }),
    because: `systemd-boot starts it once and forgets that before it does${fallbackLoader === undefined ? NO_FALLBACK : ""}`,
  };
}

/**
 * Seen with OVMF: systemd-boot ends when it cannot start a kernel, and the firmware goes on with what else it
 * has.
 */
const NO_FALLBACK =
  "; a kernel that it cannot start would leave the machine in its firmware until you press the power button, because systemd-boot is not at EFI/BOOT " +
  "on the EFI partition, too (`bootctl install` puts it there)";

/** The entry and the word for systemd-boot. */
export function systemdBootMeans<Where extends SystemdBootMeans>(
  where: Where,
): Where & TrialMeans & { readonly name: "systemd-boot" } {
  return {
    ...where,
    name: "systemd-boot",
    instructions: (entry) => {
      const file = `${entry.id}.conf`;
      const content = loaderTrialEntry(entry);
      return [
        instruction("trial-file", { mode: "0644", path: `${where.entries}/${file}`, content }),
        instruction("trial-oneshot", { entry: file, knownGood: where.knownGood }),
      ];
    },
  };
}

/**
 * The file of a trial for systemd-boot. A machine-id that no machine has keeps it apart from the entries of
 * this system, which are edited, and without a sort-key it stands behind those that have one.
 */
export function loaderTrialEntry({ title, kernel, initrds, commandLine }: BootEntry): string {
  return [
    `title ${title}`,
    `machine-id ${"0".repeat(32)}`,
    `linux ${kernel}`,
    ...initrds.map((path) => `initrd ${path}`),
    `options ${commandLine}`,
    "",
  ].join("\n");
}

/**
 * What a trial of an entry would load, apart from our overlay, and the host does not have. Paths begin at the
 * partition with the entry.
 */
function missingFiles(
  { missing = [] }: TrialFacts,
  folder: string,
  entry: BootEntry | undefined,
): readonly string[] {
  const loaded = entry === undefined ? [] : [entry.kernel, ...entry.initrds];
  return loaded
    .filter((path) => !path.endsWith(OVERLAY))
    .map((path) => `${folder}/${path.replaceAll("\\", "/").replace(/^\//, "")}`)
    .filter((path) => missing.includes(path));
}
