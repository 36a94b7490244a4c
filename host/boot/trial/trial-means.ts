import type { BootFacts } from "../../model/boot/boot-facts.ts";
import type { BootEntry } from "../../model/facts/boot-loader.ts";
import type { FilePlace, TrialFacts } from "../../model/facts/trial.ts";
import type { SupportProblem } from "../../model/problem.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import type { GrubEnvironment } from "./grub-trial-menu.ts";
import { missingFiles } from "./missing-files.ts";

/** By which means a boot is tried once. */
export type Tier =
  /** GRUB keeps its word beside its configuration (`file`: path on the host), or on the EFI partition where it cannot write there. */
  | { readonly name: "grub" | "grub-efi"; readonly environment: GrubEnvironment; readonly file: string }
  /** systemd-boot takes an entry for one boot from a variable of the firmware. */
  | { readonly name: "systemd-boot"; readonly entries: string; readonly knownGood: string };

/** A way to try, or why there is none. */
export type TierChoice =
  | { readonly tier: Tier; readonly because: string }
  | { readonly tier?: undefined; readonly problem: SupportProblem };

/** What decides. */
export interface TierFacts {
  readonly bootLoader: BootFacts["bootLoader"] & { readonly defaultEntry?: BootEntry | undefined };
  readonly trial: TrialFacts;
}

const UNPROTECTED =
  "set allowUnprotectedReboot to reboot without a trial, with somebody at the console, or reboot: manual to reboot by hand";

/**
 * How a new configuration can be tried on this host. Where GRUB can write to the file system of its configuration, its word is kept there; LVM,
 * RAID, encryption, btrfs and ZFS it can only read (seen with 2.06: what it saves there is not saved), and there the EFI partition has it.
 */
export function chooseTier({ bootLoader, trial }: TierFacts): TierChoice {
  const { trial: means } = managedLoader(bootLoader);
  if (!trial.systemd)
    return without(
      "systemd is not process 1, and nothing else returns the host from a boot nobody can reach",
    );
  if (means === undefined)
    return without(
      `${bootLoader.owner ?? "the boot loader"} makes the boot entries, and has none that is started once`,
    );
  return means === "grub" ? grubTier(trial) : systemdBootTier(bootLoader, trial);
}

function grubTier({ grub, efiPartition, efiVariables }: TrialFacts): TierChoice {
  if (grub === undefined) return without("GRUB's configuration was not found");
  if (!grub.readsCustomFile)
    return without(
      `${grub.folder}/grub.cfg does not read custom.cfg, where the trial's entry would be`,
      "make /etc/grub.d/41_custom executable, and the boot menu anew (`update-grub`)",
    );
  if (grub.customFileIsLink === true)
    return without(
      `${grub.folder}/custom.cfg is a symbolic link, which is not followed`,
      "put a file in its place, with what it leads to, and run again",
    );
  if (grub.editor === "missing")
    return without(
      "there is no grub-editenv, which writes the word that starts the trial",
      "install it (Debian: grub-common; Fedora, EL: grub2-tools-minimal), and run again",
    );
  const obstacle = writeObstacle(grub);
  if (obstacle === undefined) return tierAt("grub", grub, "pulumi-vfio.env", "beside its configuration");
  if (efiVariables === undefined || efiPartition === undefined)
    return without(`GRUB cannot write to ${grub.folder} (${obstacle}), and there is no EFI partition`);
  const other = writeObstacle(efiPartition);
  if (other !== undefined)
    return without(
      `GRUB can write neither to ${grub.folder} (${obstacle}) nor to ${efiPartition.folder} (${other})`,
    );
  return tierAt(
    "grub-efi",
    efiPartition,
    "EFI/pulumi-vfio/env",
    `on the EFI partition, because it cannot write to ${grub.folder} (${obstacle})`,
  );
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

function tierAt(name: "grub" | "grub-efi", place: FilePlace, file: string, where: string): TierChoice {
  const path = `${place.folder}/${file}`;
  const below = place.mountedAt === "/" ? path : path.slice(place.mountedAt.length);
  return {
    tier: { name, environment: { uuid: place.uuid ?? "", path: below }, file: path },
    because: `GRUB starts it once and keeps that ${where}`,
  };
}

function systemdBootTier(bootLoader: TierFacts["bootLoader"], trial: TrialFacts): TierChoice {
  const { entriesFolder, defaultEntry } = bootLoader;
  const { efiVariables, fallbackLoader } = trial;
  if (efiVariables === undefined || entriesFolder === undefined)
    return without("the folder of the boot loader entries was not found");
  if (!efiVariables.writable) return without("variables of the firmware cannot be written");
  if (!efiVariables.oneShot) return without("this systemd-boot has no entry for one boot");
  if (efiVariables.selected === undefined)
    return without("systemd-boot does not say which entry it has started");
  const missing = missingFiles(trial, entriesFolder, defaultEntry);
  if (missing.length > 0)
    return without(
      `the entry to be tried loads ${missing.join(" and ")}, which is not there, or empty`,
      "make it anew (`kernel-install add`, or the program that makes the initramfs), see that the host starts with it, and run again",
    );
  return {
    tier: {
      name: "systemd-boot",
      entries: `${entriesFolder}/loader/entries`,
      knownGood: efiVariables.selected,
    },
    because: `systemd-boot starts it once and forgets that before it does${fallbackLoader === undefined ? NO_FALLBACK : ""}`,
  };
}

/** Seen with OVMF: systemd-boot ends when it cannot start a kernel, and the firmware goes on with what else it has. */
const NO_FALLBACK =
  "; a kernel that it cannot start would leave the machine in its firmware until somebody presses the power button, because systemd-boot is not at EFI/BOOT " +
  "on the EFI partition, too (`bootctl install` puts it there)";

function without(what: string, next = UNPROTECTED): TierChoice {
  return { problem: { what: `a new boot configuration cannot be tried on this host: ${what}`, next } };
}
