# The overlay initrd.

build_overlay() {
  grep -qx overlay "$work/instructions" || return 0
  say "building the overlay initrd"
  touched=yes
  PULUMI_VFIO_ROOT=$root "$root/usr/local/lib/pulumi-vfio/build-overlay"
}
