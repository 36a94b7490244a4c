# The overlay initrd.
# needs: lib/run lib/journal

build_overlay() {
  grep -qx overlay "$work/instructions" || return 0
  say "building the overlay initrd"
  touched=yes
  PULUMI_VFIO_ROOT=$root "$root/usr/local/lib/pulumi-vfio/build-overlay"
}

# When no boot entry names it any more.
drop_overlay() {
  grep -qx no-overlay "$work/instructions" || return 0
  say "removing the overlay initrd"
  remove_overlay
  rm -f "$state/overlay"
  for folder in $(boot_folders); do
    rmdir "$root$folder/vfio" 2>/dev/null || :
  done
}

# GRUB starts a kernel without any initramfs when one of the files is missing, and systemd-boot does not
# start it at all: whatever else was done before, nothing is removed while an entry names it.
remove_overlay() {
  named=$(overlay_named)
  [ -z "$named" ] ||
    refuse "these still load the overlay initrd, which stays until they do not: take vfio/early.cpio out of" \
      "them (a GRUB menu: regenerate it), and run again: $named"
  touched=yes
  for folder in $(boot_folders); do
    rm -f "$root$folder/vfio/early.cpio" "$root$folder/vfio/.early.cpio.new"
  done
}

# The boot entries and menus that name it, whichever boot loader reads them.
overlay_named() {
  for folder in /boot /efi /boot/efi "$boot"; do
    grep -slE '^[[:blank:]]*[^#[:blank:]].*vfio/early\.cpio' "$root$folder"/loader/entries/*.conf \
      "$root$folder"/grub/grub.cfg "$root$folder"/grub/custom.cfg \
      "$root$folder"/grub2/grub.cfg "$root$folder"/grub2/custom.cfg \
      "$root$folder"/EFI/*/grub.cfg "$root$folder"/EFI/*/custom.cfg || :
  done | sort -u | while read -r file; do printf '%s ' "${file#"$root"}"; done
}

# The folders where an overlay of ours is: another one than now when another boot loader started the host.
boot_folders() {
  echo "$boot"
  for folder in /boot /efi /boot/efi; do
    [ "$folder" = "$boot" ] || ! noted "folder $folder/vfio" || echo "$folder"
  done
}
