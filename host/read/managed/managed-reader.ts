import type { ManagedFacts } from "../../model/facts/managed-facts.ts";
import { OVERLAY, paths, STATE_FOLDER } from "../../model/managed-paths.ts";
import type { FactReader } from "../engine/fact-reader.ts";
import { parseManaged } from "./parse-managed.ts";

/** Few programs for all files: starting one costs more than reading. */
const SCRIPT = `
state=${STATE_FOLDER}
set --
for file in ${Object.values(paths).join(" ")}; do
  [ ! -f "$file" ] || set -- "$@" "$file"
  [ ! -f "$state/ours$file" ] || set -- "$@" "$state/ours$file"
done
[ $# -eq 0 ] || awk '{ print "line " FILENAME " " $0 }' "$@"
for folder in /boot /efi /boot/efi; do
  [ ! -f $folder${OVERLAY} ] || set -- "$@" $folder${OVERLAY}
done
[ $# -eq 0 ] || sha256sum "$@" | while read -r sum file; do echo "sum $file $sum"; done
[ ! -e $state/journal ] || { echo journal; sed 's/^/note /' $state/journal; }
[ ! -e $state/written ] || sed 's/^/written /' $state/written
[ ! -e $state/overlay ] || sed 's/^/built /' $state/overlay
[ ! -e $state/images ] || while read -r image kernel bind signature tool; do
  now=$(stat -Lc %s-%Y "$image" 2>/dev/null) || now=missing
  [ "$now" = "$signature" ] && now=as-seen
  case $now in as-seen | missing) ;; *) now=changed ;; esac
  echo "image $image $kernel $bind $tool $now"
done <$state/images
[ ! -e $state/entries-due ] || echo entries-due
[ ! -e $state/module-options ] || { read -r boot <$state/module-options; echo "module-options $boot"; }
for program in cpio flock base64 modprobe awk; do
  command -v $program >/dev/null || echo "missing $program"
done
for program in grub-mkconfig grub-script-check; do
  command -v $program >/dev/null || echo "missing-for-grub $program"
done
mkconfig=$(command -v grub-mkconfig) && {
  grep -q default/grub.d "$mkconfig" || echo "missing-for-grub a grub-mkconfig that reads /etc/default/grub.d"
  grep -q GRUB_EARLY_INITRD_LINUX_CUSTOM /etc/grub.d/10_linux "$mkconfig" 2>/dev/null ||
    echo "missing-for-grub a GRUB that knows GRUB_EARLY_INITRD_LINUX_CUSTOM (2.04)"
}
set --
for folder in /boot /efi /boot/efi; do
  [ ! -d $folder ] || set -- "$@" $folder
done
df -Pk "$@" 2>/dev/null | {
  read -r header
  for folder in "$@"; do
    read -r device blocks used free rest && echo "free $folder $free"
  done
}
set --
for image in /boot/initrd* /boot/initramfs* /boot/*/*/initrd* /efi/*/*/initrd* /boot/efi/*/*/initrd*; do
  [ ! -f "$image" ] || set -- "$@" "$image"
done
[ $# -eq 0 ] || stat -Lc 'image-size %n %s' "$@"
dmesg 2>/dev/null | sed -n 's/^\\(\\[[^]]*\\] \\)\\{0,1\\}vfio_bind: /log /p' | tail -n 20
`;

/** The files, the overlay and the journal of the boot transaction. */
export const managedReader: FactReader<ManagedFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => parseManaged(stdout),
};
