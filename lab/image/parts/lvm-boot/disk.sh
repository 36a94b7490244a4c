#!/bin/sh
# Adds a partition for LVM behind the others of a raw disk ($1).
set -eu
disk=$1

truncate -s +512M "$disk"
sfdisk --quiet --relocate gpt-bak-std "$disk"
echo 'type=lvm, name=lvm' | sfdisk --quiet --append "$disk"
