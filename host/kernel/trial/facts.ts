import type { FactReader } from "../../facts/reader.ts";
import { parseTrial } from "./parse-facts.ts";

/** What decides whether a new boot configuration can be tried before it is kept, and whether one is being tried. */
export interface TrialFacts {
  /** Where GRUB's configuration is; absent where there is none. */
  readonly grub?: GrubPlace | undefined;
  /** The mounted EFI system partition. */
  readonly efiPartition?: FilePlace | undefined;
  /** Absent on a system that was not started by EFI firmware. */
  readonly efiVariables?: EfiVariables | undefined;
  /** Whether systemd is process 1: its units return the host from a boot that nobody can reach. */
  readonly systemd: boolean;
  /** Seconds from the start of the kernel to the end of the last boot; absent while it goes on, or where it is not known. */
  readonly bootSeconds?: number | undefined;
  /** When the running system was started, and when files were changed that a boot loads: seconds since 1970, by path. */
  readonly bootedAt?: number | undefined;
  readonly changedAt: Readonly<Record<string, number>>;
  /** Encrypted devices below the root file system, by name, and whether each is unlocked without a person. */
  readonly encrypted: Readonly<Record<string, boolean>>;
  /** Encrypted devices below GRUB's configuration, by name: GRUB itself asks a person for each, at every boot. Absent when there are none. */
  readonly encryptedMenu?: readonly string[] | undefined;
  /** What is left of a trial on the host; absent when none was begun. */
  readonly record?: TrialRecord | undefined;
  /** The command line that was tried and then made the default one by a transaction which ended without booting it. */
  readonly proven?: string | undefined;
  /** The host's clock: seconds since 1970. */
  readonly now?: number | undefined;
}

/** A folder, and the file system that it is in, as a boot loader sees it. */
export interface FilePlace {
  readonly folder: string;
  readonly mountedAt: string;
  readonly type: string;
  /** As a boot loader searches for it; absent where the host does not tell. */
  readonly uuid?: string | undefined;
  readonly writable: boolean;
  /** What is between the file system and the disk. */
  readonly layer: "plain" | "device-mapper" | "md";
  /** Whether ext4 keeps small files in their inodes, which GRUB 2.06 cannot read. */
  readonly inlineData?: boolean | undefined;
}

/** Where GRUB's configuration is. */
export interface GrubPlace extends FilePlace {
  /** Whether grub.cfg reads custom.cfg beside it, as the script 41_custom has it. */
  readonly readsCustomFile: boolean;
}

/** What can be done with variables of the firmware. */
export interface EfiVariables {
  readonly writable: boolean;
  /** Whether the boot loader says that it takes an entry for one boot (LoaderFeatures, bit 3). */
  readonly oneShot: boolean;
  /** The entry that was started. */
  readonly selected?: string | undefined;
}

/** How far a trial has come. */
export interface TrialRecord {
  readonly id: string;
  readonly state: TrialState;
  /** The boot (its id) in which it was armed. */
  readonly bootId: string;
  /** When it was armed: seconds since 1970, by the host's clock. */
  readonly since: number;
  /** Seconds after the start of the trial's user space when the host returns by itself. */
  readonly seconds: number;
}

/**
 * `staged`: nothing starts it yet. `armed`: the next boot is the trial. `committing`: it was verified, and is being made the default; this always goes on to its end.
 * `fell-back`: the host was started without it since. `rejected`: it was reached, and was not what it should be.
 */
export type TrialState = "staged" | "armed" | "committing" | "fell-back" | "rejected";

/**
 * Files of efivarfs cannot be sought in, which od does not do when it reads a pipe. The name of a column with the device number differs with the
 * version of util-linux (MAJ:MIN, MAJ_MIN).
 */
const SCRIPT = `
state=/var/lib/pulumi-vfio
grub=
place() {
  line=$(findmnt -nP -T "$2" -o TARGET,FSTYPE,UUID,MAJ:MIN,OPTIONS 2>/dev/null | tail -n 1)
  [ -n "$line" ] || return 0
  number=\${line#*MAJ?MIN=\\"} number=\${number%%\\"*}
  block=/sys/dev/block/$number layer=plain
  [ ! -e "$block/dm" ] || layer=device-mapper
  [ ! -e "$block/md" ] && [ ! -e "$block/../md" ] || layer=md
  case $line in
    *'FSTYPE="ext4"'*) dumpe2fs -h "/dev/block/$number" 2>/dev/null | grep -q inline_data && echo "inline-data $1" ;;
  esac
  echo "place $1 $2 $layer $line"
}
for folder in /boot/grub /boot/grub2 /boot/efi/EFI/*; do
  [ -e "$folder/grub.cfg" ] || continue
  grub=$folder
  place grub "$folder"
  grep -q 'custom\\.cfg' "$folder/grub.cfg" && echo custom-file
  break
done
for folder in /boot/efi /efi /boot; do
  mountpoint -q "$folder" && [ -d "$folder/EFI" ] && { place efi "$folder"; break; }
done
if [ -d /sys/firmware/efi ]; then
  echo efi
  variables=/sys/firmware/efi/efivars
  [ -w $variables ] && findmnt -n -T $variables -o OPTIONS | grep -q '^rw' && echo efi-writable
  vendor=4a67b082-0a4c-41cf-b6c7-440b29bb8c4f
  [ -e "$variables/LoaderFeatures-$vendor" ] &&
    echo "features $(cat "$variables/LoaderFeatures-$vendor" | od -An -v -tu1 -j4 -N1)"
  [ -e "$variables/LoaderEntrySelected-$vendor" ] &&
    echo "selected $(cat "$variables/LoaderEntrySelected-$vendor" | tail -c +5 | tr -d '\\000')"
fi
[ -d /run/systemd/system ] && echo systemd && systemctl show --property=FinishTimestampMonotonic 2>/dev/null
sed -n 's/^btime /booted-at /p' /proc/stat
set --
for folder in /boot /efi /boot/efi; do
  for file in "$folder"/vmlinu* "$folder"/initr* "$folder"/*/*/linux "$folder"/*/*/vmlinu* "$folder"/*/*/initr*; do
    [ ! -f "$file" ] || set -- "$@" "$file"
  done
done
[ $# -eq 0 ] || stat -L -c 'changed-at %Z %n' "$@"
# $1: block device in /sys; $2: what to print with the name of each that is encrypted.
below() {
  [ ! -e "$1/dm/uuid" ] || case $(cat "$1/dm/uuid") in CRYPT-*) echo "$2 $(cat "$1/dm/name")" ;; esac
  for lower in "$1"/slaves/*; do
    [ -e "$lower" ] && below "$lower" "$2"
  done
}
# $1: path; $2: as above. A file system that may be on several devices has a number that is none of theirs.
encrypted_below() {
  set -- "$2" $(findmnt -n -T "$1" -o MAJ:MIN,FSTYPE,SOURCE,UUID | tail -n 1)
  case $3 in
    btrfs) set -- "$1" /sys/fs/btrfs/"$5"/devices/* ;;
    zfs) case $(zfs get -H -o value encryptionroot "$4" 2>/dev/null) in '' | -) ;; *) echo "$1 $4" ;; esac; set -- "$1" ;;
    *) set -- "$1" "/sys/dev/block/$2" ;;
  esac
  what=$1
  shift
  for device; do
    [ ! -e "$device" ] || below "$device" "$what"
  done
}
encrypted_below / encrypted
[ -z "$grub" ] || encrypted_below "$grub" encrypted-menu
[ -r /etc/crypttab ] && sed -n 's/^[^#[:space:]]/crypttab &/p' /etc/crypttab
[ -e $state/trial/record ] && sed 's/^/record /' $state/trial/record
[ -e $state/proven ] && sed 's/^/proven /' $state/proven
echo "now $(date +%s)"
exit 0
`;

/** Whether, and how, a boot can be tried on this host. */
export const trialReader: FactReader<TrialFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => parseTrial(stdout),
};
