#!/bin/sh
# Hands PCI functions to vfio-pci before any other driver is loaded. Runs inside the initramfs, from the
# overlay initrd or from the host's own image. Does nothing unless the kernel command line has
# vfio_bind=<address>@<vendor>:<device>[+display][,...]. All or none: with one function that is not what the
# token says, nothing is touched and the host boots as usual. Uses only sh, cat, readlink, uname, insmod and
# modprobe: the host's own image need not have more. $1: root of the tree (tests).
root=${1:-}
devices=$root/sys/bus/pci/devices
driver=$root/sys/bus/pci/drivers/vfio-pci

say() {
  echo "<5>vfio_bind: $*" >>"$root/dev/kmsg" 2>/dev/null
}

refuse() {
  say "refused: $*; no function was touched"
  exit 1
}

value() {
  cat "$1" 2>/dev/null
}

# $1: what the token says about one function
check() {
  want=$1
  display=no
  case $want in
    *+display) display=yes want=${want%+display} ;;
  esac
  address=${want%%@*}
  ids=${want#*@}
  case $address in
    [0-9a-f][0-9a-f][0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[01][0-9a-f].[0-7]) ;;
    [0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[01][0-9a-f].[0-7]) ;;
    *) refuse "\"$want\" has no PCI address" ;;
  esac
  device=$devices/$address
  [ -e "$device/vendor" ] || refuse "there is no $address"
  vendor_id=$(value "$device/vendor")
  device_id=$(value "$device/device")
  found=${vendor_id#0x}:${device_id#0x}
  [ "$found" = "$ids" ] || refuse "$address is $found, not $ids"
  case $(value "$device/class") in
    0x06*) refuse "$address is a bridge" ;;
  esac
  if [ "$(value "$device/boot_vga")" = 1 ] && [ "$display" = no ]; then
    refuse "$address is the boot display"
  fi
  [ -e "$device/iommu_group" ] || refuse "$address has no IOMMU group: the IOMMU is off"
}

load() {
  [ -e "$driver" ] && return
  kernel=$(uname -r)
  modules=$root/vfio/modules/$kernel
  if [ -r "$modules/order" ]; then
    while read -r file options; do
      # shellcheck disable=SC2086 # several options are several words
      insmod "$modules/$file" $options || say "insmod $file failed"
    done <"$modules/order"
  else
    say "no modules for $kernel beside the script, trying those of the image"
    modprobe vfio-pci || say "modprobe vfio-pci failed"
  fi
  [ -e "$driver" ] || refuse "vfio-pci cannot be loaded in kernel $kernel"
}

holder() {
  link=$(readlink "$devices/$1/driver" 2>/dev/null) || link=
  echo "${link##*/}"
}

# $1: address
bind() {
  echo vfio-pci >"$devices/$1/driver_override"
  held=$(holder "$1")
  if [ -n "$held" ] && [ "$held" != vfio-pci ]; then
    say "$1 is taken from $held"
    echo "$1" >"$devices/$1/driver/unbind"
  fi
  [ "$held" = vfio-pci ] || echo "$1" >"$root/sys/bus/pci/drivers_probe"
  held=$(holder "$1")
  if [ "$held" = vfio-pci ]; then
    say "$1 bound to vfio-pci"
  else
    say "failed: $1 is bound to ${held:-no driver}"
  fi
}

wanted=
for word in $(value "$root/proc/cmdline"); do
  case $word in
    vfio_bind=*) wanted="$wanted ${word#vfio_bind=}" ;;
  esac
done
IFS=' ,'
# shellcheck disable=SC2086 # split at commas and blanks
set -- $wanted
IFS=' '
[ $# -gt 0 ] || exit 0

for function in "$@"; do check "$function"; done
load
for function in "$@"; do bind "${function%%@*}"; done
exit 0
