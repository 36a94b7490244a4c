#!/usr/bin/ash
# Written by pulumi-vfio; changes will be overwritten.
# Runs the bind script in the initramfs, before udev.

run_earlyhook() {
  if [ -r /vfio/bind ]; then /bin/sh /vfio/bind || :; fi
}
