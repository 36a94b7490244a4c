import type { FactReader } from "../../facts/reader.ts";
import { type DeploymentFacts, deploymentsScript } from "./deployments.ts";
import { parseBootLoader } from "./parse-boot-loader.ts";
import { type SdbootutilFacts, sdbootutilScript } from "./sdbootutil-entries.ts";
import { type BootSource, sourceKinds, sourcesScript } from "./sources.ts";

/** The boot loader that started this system, and what it would start next time. */
export interface BootLoaderFacts {
  readonly loader: "grub" | "systemd-boot" | "unknown";
  /** Why it is taken for that, for people. */
  readonly evidence: readonly string[];
  /** The program that owns the entries this system was started from: it makes them anew, so what is written into one of them does not last. */
  readonly owner?: EntriesOwner | undefined;
  /** Every entry found, in the loader's order. */
  readonly entries: readonly BootEntry[];
  /** The entry that is started when nobody chooses; absent when that could not be told. */
  readonly defaultEntry?: BootEntry | undefined;
  /** GRUB's own files and settings, where it is installed. */
  readonly grub?: GrubFacts | undefined;
  /** The mounted folder whose loader/entries hold entries of the boot loader specification; their paths start there. */
  readonly entriesFolder?: string | undefined;
  /** The unified kernel image (kernel, initramfs and command line in one file) this system was started from, as far as its name is known. */
  readonly bootedUnifiedImage?: string | undefined;
  /** Unified kernel images the loader finds by itself, as paths of the host; absent when there are none. They are not among the entries. */
  readonly unifiedImages?: readonly string[] | undefined;
  /** Content of /etc/kernel/cmdline, which kernel-install reads. */
  readonly kernelCommandLineFile?: string | undefined;
  /** What rpm-ostree is going to start, where it owns the entries; absent when it does not say. */
  readonly deployment?: DeploymentFacts | undefined;
  /** Programs found that keep boot entries (`update-grub`, `grubby`, `kernel-install`, …). */
  readonly tools: readonly string[];
  /** What sdbootutil would have to do with, where it is installed. */
  readonly sdbootutil?: SdbootutilFacts | undefined;
  /** The files of others that all this was read from; absent = not looked at. */
  readonly sources?: readonly BootSource[] | undefined;
}

/** Programs that make boot entries of arguments that they keep in a place of their own. */
export type EntriesOwner = "proxmox-boot-tool" | "kernelstub" | "sdbootutil" | "rpm-ostree";

/** A way to boot. */
export interface BootEntry {
  /** What the loader calls it: GRUB's `--id`, or the file name of a loader entry. */
  readonly id?: string | undefined;
  readonly title: string;
  /** Path of the kernel image as the loader has it. */
  readonly kernel: string;
  /** What follows the kernel's path: the command line. */
  readonly commandLine: string;
  readonly initrds: readonly string[];
  /** The host's own files that kernel and image are copies of, where their names do not say it. */
  readonly copyOf?: { readonly kernel: string; readonly image: string } | undefined;
  /**
   * What made the entry: the script in /etc/grub.d (`10_linux`) where GRUB's configuration says so, the owner of the entries, or `kernel-install`
   * for a loader entry of this system (its machine-id, or without one the version of an installed kernel, or the file name that such a kernel's
   * package gives it).
   */
  readonly source?: string | undefined;
  /** What an entry of a grub.cfg does before it loads the kernel (`insmod`, `search`, …), line by line, as written; absent for others. */
  readonly preamble?: readonly string[] | undefined;
}

/** GRUB as installed. */
export interface GrubFacts {
  /** Path of the generated configuration, such as /boot/grub/grub.cfg. */
  readonly configFile: string;
  /** GRUB_* values that /etc/default/grub and /etc/default/grub.d/*.cfg leave behind, as grub-mkconfig sees them. */
  readonly settings: Readonly<Record<string, string>>;
  /** Why the settings could not be read: what the shell said about them, with file and line where it names them. */
  readonly settingsProblem?: string | undefined;
  /** Drop-ins that give a variable a new value without the one it had: what earlier files put into it is lost. */
  readonly replacing?: readonly { readonly path: string; readonly variable: string }[] | undefined;
  /** Variables of grubenv (`saved_entry`, `next_entry`). */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the configuration takes its entries from BLS files. */
  readonly usesLoaderEntries: boolean;
}

// Files of efivarfs cannot be sought in, which tail does unless it reads a pipe. systemd-boot puts backslashes on the command line
// (initrd=\path), which echo would take for escapes. Files are hashed before they are read: one that changes between is found to have changed.
const SCRIPT = String.raw`
root=
${sourcesScript}
${deploymentsScript}
deployments
echo sources
boot_sources ${sourceKinds.join(" ")} | sed 's/^/source /'
variables=/sys/firmware/efi/efivars
for name in LoaderInfo StubInfo LoaderEntrySelected LoaderEntryDefault LoaderEntryOneShot; do
  file=$variables/$name-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f
  [ -e "$file" ] && printf 'variable %s %s\n' "$name" "$(cat "$file" | tail -c +5 | tr -d '\000')"
done
read -r line </proc/cmdline && printf 'cmdline %s\n' "$line"
for folder in /boot/grub /boot/grub2 /boot/efi/EFI/*; do
  [ -e "$folder/grub.cfg" ] || continue
  echo "grub $folder/grub.cfg"
  sed 's/^/cfg /' "$folder/grub.cfg"
  [ -e "$folder/grubenv" ] && grep -a '=' "$folder/grubenv" | sed 's/^/env /'
  break
done
if [ -e /etc/default/grub ]; then
  timeout 10 sh -e -c '
    {
      . /etc/default/grub
      for drop in /etc/default/grub.d/*.cfg; do
        if [ -e "$drop" ]; then . "$drop"; fi
      done
    } >/dev/null
    for name in DEFAULT SAVEDEFAULT TIMEOUT TIMEOUT_STYLE CMDLINE_LINUX CMDLINE_LINUX_DEFAULT CMDLINE_LINUX_RECOVERY \
      DISABLE_RECOVERY DISABLE_SUBMENU EARLY_INITRD_LINUX_CUSTOM ENABLE_BLSCFG TERMINAL DISTRIBUTOR; do
      eval "value=\${GRUB_$name-} given=\${GRUB_$name+yes}"
      if [ "$given" = yes ]; then printf "setting GRUB_%s %s\n" "$name" "$value"; fi
    done
  ' 2>&1 </dev/null || echo "settings-failed $?"
  timeout 10 sh -c '
    . /etc/default/grub
    for drop in /etc/default/grub.d/*.cfg; do
      [ -e "$drop" ] || continue
      GRUB_CMDLINE_LINUX_DEFAULT=vfio-probe GRUB_EARLY_INITRD_LINUX_CUSTOM=vfio-probe
      . "$drop"
      for name in CMDLINE_LINUX_DEFAULT EARLY_INITRD_LINUX_CUSTOM; do
        eval "value=\$GRUB_$name"
        case " $value " in *" vfio-probe "*) ;; *) echo "replacing GRUB_$name $drop" >&3 ;; esac
      done
    done
  ' 3>&1 >/dev/null 2>&1 </dev/null
fi
for folder in /boot /efi /boot/efi; do
  [ -d "$folder/loader" ] || continue
  grep -sH '' "$folder"/loader/loader.conf "$folder"/loader/entries/*.conf | sed 's/^/bls /'
  for image in "$folder"/EFI/Linux/*.efi; do
    if [ -e "$image" ]; then echo "unified $image"; fi
  done
done
[ -r /etc/machine-id ] && read -r line </etc/machine-id && echo "machine-id $line"
cd /lib/modules 2>/dev/null && for version in *; do
  if [ -d "$version" ]; then echo "installed $version"; fi
  if [ -r "$version/pkgbase" ]; then sed 's/^/installed-as /' "$version/pkgbase"; fi
done
for image in /boot/vmlinuz-*; do
  if [ -e "$image" ]; then echo "image $image"; fi
done
[ -r /etc/kernel/proxmox-boot-uuids ] && sed -n 's/^[0-9A-Fa-f]/proxmox-partition &/p' /etc/kernel/proxmox-boot-uuids
for file in /etc/kernel/proxmox-boot-pin /etc/kernel/next-boot-pin; do
  [ -r "$file" ] && sed 's/^/proxmox-pin /' "$file"
done
if [ -e /etc/kernelstub/configuration ]; then
  echo "kernelstub /etc/kernelstub/configuration"
  for name in vmlinuz initrd.img vmlinuz.old initrd.img.old; do
    if [ -e "/boot/$name" ]; then echo "link $name $(readlink -f "/boot/$name")"; fi
  done
fi
[ -e /etc/kernel/cmdline ] && sed 's/^/kernel-cmdline /' /etc/kernel/cmdline
${sdbootutilScript}
for tool in update-grub grub-mkconfig grub2-mkconfig grubby bootctl kernel-install proxmox-boot-tool kernelstub rpm-ostree sdbootutil; do
  command -v "$tool" >/dev/null && echo "tool $tool"
done
exit 0
`;

/** Which boot loader this host uses and what it is configured to start. */
export const bootLoaderReader: FactReader<BootLoaderFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => parseBootLoader(stdout),
};
