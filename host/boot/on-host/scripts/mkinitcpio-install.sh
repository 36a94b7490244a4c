#!/bin/bash
# Written by pulumi-vfio; changes will be overwritten.
# Puts the script that binds PCI functions into the initramfs, and vfio-pci with what it needs, as far as
# this kernel has them as modules.

build() {
  [[ -r /usr/local/lib/pulumi-vfio/bind ]] || return 0
  add_module vfio-pci
  add_file /usr/local/lib/pulumi-vfio/bind /vfio/bind 755
  add_binary cat
  add_binary readlink
  add_binary uname
  if [[ -e $BUILDROOT/usr/lib/systemd/systemd ]] || [[ " ${HOOKS[*]} " == *" systemd "* ]]; then
    add_unit
  else
    add_runscript
  fi
}

# Before udev, and before the modules that the configuration names are loaded.
add_unit() {
  install -D -m 0644 /dev/stdin "$BUILDROOT/usr/lib/systemd/system/pulumi-vfio.service" <<'UNIT'
[Unit]
Description=Give PCI functions to vfio-pci
DefaultDependencies=no
ConditionKernelCommandLine=vfio_bind
Before=systemd-udevd.service systemd-udev-trigger.service systemd-modules-load.service

[Service]
Type=oneshot
ExecStart=-/bin/sh /vfio/bind
UNIT
  add_symlink /usr/lib/systemd/system/sysinit.target.wants/pulumi-vfio.service ../pulumi-vfio.service
}

help() {
  echo "Gives the PCI functions that vfio_bind= on the kernel command line names to vfio-pci" \
    "before any other driver is loaded."
}
