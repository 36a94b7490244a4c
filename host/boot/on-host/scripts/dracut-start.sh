#!/bin/sh
# Written by pulumi-vfio; changes will be overwritten.
# Runs the bind script in the initramfs. The /init of dracut sources this before it starts udev.
if [ -r /vfio/bind ]; then /bin/sh /vfio/bind || :; fi
