# What decides whether, and how, a boot can be tried. Files of efivarfs cannot be sought in, which od does
# not do when it reads a pipe. The name of a column with the device number differs with the version of
# util-linux (MAJ:MIN, MAJ_MIN).
state=/var/lib/pulumi-vfio
grub=
place() {
  line=$(findmnt -nP -T "$2" -o TARGET,FSTYPE,UUID,MAJ:MIN,OPTIONS 2>/dev/null | tail -n 1)
  [ -n "$line" ] || return 0
  number=${line#*MAJ?MIN=\"} number=${number%%\"*}
  block=/sys/dev/block/$number layer=plain
  [ ! -e "$block/dm" ] || layer="device-mapper"
  [ ! -e "$block/md" ] && [ ! -e "$block/../md" ] || layer=md
  case $line in
    *'FSTYPE="ext'[34]'"'*)
      dumpe2fs -h "/dev/block/$number" 2>/dev/null | sed -n "
        /^Filesystem features:.*inline_data/ s/.*/inline-data $1/p
        /^Default mount options:.* journal_data\( \|\$\)/ s/.*/journals-data $1/p"
      ;;
  esac
  echo "place $1 $2 $layer $line"
}
for folder in /boot/grub /boot/grub2 /boot/efi/EFI/*; do
  [ -e "$folder/grub.cfg" ] || continue
  grub=$folder
  place grub "$folder"
  grep -q 'custom\.cfg' "$folder/grub.cfg" && echo custom-file
  [ -L "$folder/custom.cfg" ] && echo custom-link
  command -v grub-editenv >/dev/null || command -v grub2-editenv >/dev/null || echo no-editenv
  break
done
for folder in /boot/efi /efi /boot; do
  mountpoint -q "$folder" && [ -d "$folder/EFI" ] || continue
  place efi "$folder"
  # bootctl knows it by the same mark. FAT does not tell capitals from small letters.
  grep -aqs '#### LoaderInfo: systemd-boot' \
    "$folder"/[Ee][Ff][Ii]/[Bb][Oo][Oo][Tt]/[Bb][Oo][Oo][Tt]*.[Ee][Ff][Ii] &&
    echo fallback-loader
  break
done
for folder in /boot /efi /boot/efi; do
  for entry in "$folder"/loader/entries/*.conf; do
    [ ! -f "$entry" ] ||
      awk '$1 ~ /^(linux|efi|initrd)$/ { for (i = 2; i <= NF; i++) if ($i !~ /\$/) print $i }' "$entry"
  done | tr '\\' / | sort -u | while read -r path; do
    [ -s "$folder/${path#/}" ] || echo "missing $folder/${path#/}"
  done
done
if [ -d /sys/firmware/efi ]; then
  echo efi
  variables=/sys/firmware/efi/efivars
  [ -w $variables ] && findmnt -n -T $variables -o OPTIONS | grep -q '^rw' && echo efi-writable
  vendor=4a67b082-0a4c-41cf-b6c7-440b29bb8c4f
  [ -e "$variables/LoaderFeatures-$vendor" ] &&
    echo "features $(cat "$variables/LoaderFeatures-$vendor" | od -An -v -tu1 -j4 -N1)"
  [ -e "$variables/LoaderEntrySelected-$vendor" ] &&
    echo "selected $(cat "$variables/LoaderEntrySelected-$vendor" | tail -c +5 | tr -d '\000')"
fi
[ -d /run/systemd/system ] && echo systemd && systemctl show --property=FinishTimestampMonotonic 2>/dev/null
sed -n 's/^btime /booted-at /p' /proc/stat
set --
for folder in /boot /efi /boot/efi; do
  for file in "$folder"/vmlinu* "$folder"/initr* "$folder"/*/*/linux \
    "$folder"/*/*/vmlinu* "$folder"/*/*/initr*; do
    [ ! -f "$file" ] || set -- "$@" "$file"
  done
done
[ $# -eq 0 ] || stat -L -c 'changed-at %Z %n' "$@"
# $1: an encrypted device in /sys. Whether clevis unlocks it in the initramfs, without a person, who has the
# PIN of a smart card.
opened_by_clevis() {
  for hook in /usr/share/initramfs-tools/hooks/clevis /usr/lib/dracut/modules.d/*clevis/module-setup.sh; do
    [ ! -e "$hook" ] || for lower in "$1"/slaves/*; do
      [ -e "$lower/dev" ] && clevis luks list -d "/dev/block/$(cat "$lower/dev")" 2>/dev/null |
        grep -v pkcs11 | grep -q '^[0-9]*: ' && return 0
    done
  done
  return 1
}
# $1: block device in /sys; $2: what to print with the name of each that is encrypted.
below() {
  [ ! -e "$1/dm/uuid" ] || case $(cat "$1/dm/uuid") in
    CRYPT-*)
      echo "$2 $(cat "$1/dm/name")"
      opened_by_clevis "$1" && echo "clevis $(cat "$1/dm/name")"
      ;;
  esac
  for lower in "$1"/slaves/*; do
    [ -e "$lower" ] && below "$lower" "$2"
  done
}
# $1: path; $2: as above. A file system that may be on several devices has a number that is none of theirs.
encrypted_below() {
  # shellcheck disable=SC2046 # words
  set -- "$2" $(findmnt -n -T "$1" -o MAJ:MIN,FSTYPE,SOURCE,UUID | tail -n 1)
  case $3 in
    btrfs) set -- "$1" /sys/fs/btrfs/"$5"/devices/* ;;
    zfs)
      case $(zfs get -H -o value encryptionroot "$4" 2>/dev/null) in '' | -) ;; *) echo "$1 $4" ;; esac
      set -- "$1"
      ;;
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
if [ -e $state/trial/record ]; then
  sed 's/^/record /' $state/trial/record
elif [ -e $state/trial ] || [ -e $state/trial.gone ]; then
  echo left-over
fi
[ -e /run/pulumi-vfio/proven-image ] && sed 's/^/proven-image /' /run/pulumi-vfio/proven-image
[ -e $state/proven ] && sed 's/^/proven /' $state/proven
echo "now $(date +%s)"
exit 0
