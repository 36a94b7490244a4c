#!/bin/sh
# Written by pulumi-vfio; changes will be overwritten.
# Is sourced by the /init of dracut before it starts udev.
if [ -r /vfio/bind ]; then /bin/sh /vfio/bind || :; fi
