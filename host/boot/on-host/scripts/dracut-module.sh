#!/bin/bash
# Written by pulumi-vfio; changes will be overwritten.
# Puts the script that binds PCI functions into the initramfs, and vfio-pci with what it needs, as far as
# this kernel has them as modules.

# Only where the settings ask for it, and never without the script.
check() {
  [ -r "${dracutsysrootdir:-}/usr/local/lib/pulumi-vfio/bind" ] || return 1
  return 255
}

depends() {
  return 0
}

# Not only what this host has loaded now.
installkernel() {
  hostonly='' instmods vfio-pci
}

install() {
  inst_simple /usr/local/lib/pulumi-vfio/bind /vfio/bind
  inst_multiple sh cat readlink uname modprobe
  inst_hook pre-udev 03 "$moddir/pulumi-vfio-bind.sh"
}
