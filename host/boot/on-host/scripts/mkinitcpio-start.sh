#!/usr/bin/ash
# Written by pulumi-vfio; changes will be overwritten.

run_earlyhook() {
  if [ -r /vfio/bind ]; then /bin/sh /vfio/bind || :; fi
}
