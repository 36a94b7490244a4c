#!/bin/sh
# Written by pulumi-vfio; changes will be overwritten.
# Runs the bind script in the initramfs, before udev, whose name comes later.
case ${1:-} in
  prereqs)
    echo
    exit 0
    ;;
esac
if [ -r /vfio/bind ]; then /bin/sh /vfio/bind || :; fi
