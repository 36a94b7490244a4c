#!/bin/sh
# Written by pulumi-vfio; changes will be overwritten.
# Puts the script that binds PCI functions into the initramfs, and vfio-pci with what it needs, as far as
# this kernel has them as modules.
case ${1:-} in
  prereqs)
    echo
    exit 0
    ;;
esac
bind=/usr/local/lib/pulumi-vfio/bind
[ -r "$bind" ] || exit 0
. /usr/share/initramfs-tools/hook-functions
mkdir -p "$DESTDIR/vfio"
cp "$bind" "$DESTDIR/vfio/bind"
chmod 0755 "$DESTDIR/vfio/bind"
manual_add_modules vfio-pci
