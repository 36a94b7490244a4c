# Gives the PCI functions named as parameters to vfio-pci while the system runs. A write to sysfs can hang
# for ever in a driver, so each runs on its own and is waited for at most 20 seconds.
modprobe vfio-pci || exit 1

holder() {
  link=$(readlink "/sys/bus/pci/devices/$1/driver") || link=
  echo "${link##*/}"
}

failed=0
for address in "$@"; do
  device=/sys/bus/pci/devices/$address
  (
    echo vfio-pci >"$device/driver_override"
    case $(holder "$address") in
      vfio-pci) exit 0 ;;
      '') ;;
      *) echo "$address" >"$device/driver/unbind" ;;
    esac
    echo "$address" >/sys/bus/pci/drivers_probe
  ) >/dev/null 2>&1 &
  left=100
  while [ "$(holder "$address")" != vfio-pci ] && [ "$left" -gt 0 ]; do
    sleep 0.2
    left=$((left - 1))
  done
  held=$(holder "$address")
  [ "$held" = vfio-pci ] || {
    echo "$address is bound to ${held:-no driver}" >&2
    failed=1
  }
done
exit "$failed"
