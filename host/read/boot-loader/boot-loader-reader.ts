import type { BootLoaderFacts } from "../../model/facts/boot-loader.ts";
import { sourceKinds } from "../../model/facts/boot-sources.ts";
import type { FactReader } from "../engine/fact-reader.ts";
import { sourcesScript } from "./boot-sources.ts";
import { deploymentsScript } from "./deployment-entries.ts";
import { parseBootLoader } from "./parse-boot-loader.ts";
import { sdbootutilScript } from "./sdbootutil-entries.ts";

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
