#!/bin/sh
# Makes a Debian tree ($1) that a boot configuration can be tried in: nothing of it is ever booted.
# STATES_CONTENTS: this folder.
set -eu
tree=$1

# There is no disk to ask about.
install -m 0755 "$STATES_CONTENTS/grub-probe" "$tree/usr/sbin/grub-probe"
# Of kernels and images only the names count.
for file in "$tree"/boot/vmlinuz-* "$tree"/boot/initrd.img-*; do
  echo "${file##*/}" >"$file"
done
# Of systemd only kernel-install is used; images that dracut makes are smaller without the rest.
rm -f "$tree/lib/systemd/systemd" "$tree/etc/machine-id"
mkdir -p "$tree/boot/grub" "$tree/etc/modprobe.d"
rm -f "$tree"/etc/ssh/ssh_host_* "$tree"/etc/apt/sources.list.d/* "$tree/etc/apt/apt.conf.d/99mmdebstrap" \
  "$tree/etc/dpkg/dpkg.cfg.d/99mmdebstrap"
