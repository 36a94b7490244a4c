# The overlay initrd.

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
  touched=yes
  rm -f "$root$boot/vfio/early.cpio" "$root$boot/vfio/.early.cpio.new" "$state/overlay"
  rmdir "$root$boot/vfio" 2>/dev/null || :
}
