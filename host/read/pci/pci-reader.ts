import type { PciDevice } from "../../model/facts/pci-facts.ts";
import type { FactReader } from "../engine/fact-reader.ts";
import { parsePciDevices } from "./parse-devices.ts";

/**
 * One walk over sysfs: the paths (their parts are the bridges above) and groups by shell builtins, the
 * attributes by one grep. None of these files wakes a sleeping device.
 */
const SCRIPT = String.raw`
cd /sys/bus/pci/devices 2>/dev/null || exit 0
for device in *; do
  cd -P "/sys/bus/pci/devices/$device" 2>/dev/null && echo "path $PWD"
done
cd /sys/bus/pci/devices
grep -s '' */uevent */revision */boot_vga */numa_node */power_state */d3cold_allowed */reset_method */driver_override
for member in /sys/kernel/iommu_groups/*/devices/*; do
  echo "group $member"
done
for connector in /sys/class/drm/*-*; do
  cd -P "$connector" 2>/dev/null && read -r status <status && echo "connector $PWD $status"
done
for list in /usr/share/misc/pci.ids /usr/share/hwdata/pci.ids; do
  [ -r "$list" ] || continue
  cd /sys/bus/pci/devices
  grep -sh '^PCI_ID=' */uevent | awk '
    part == 1 { split(tolower(substr($0, 8)), ids, ":"); wanted[ids[1]]; wanted[ids[1] ":" ids[2]]; next }
    /^C / { exit }
    /^[0-9a-f]/ { vendor = substr($0, 1, 4); known = vendor in wanted; if (known) print "name " vendor substr($0, 5); next }
    known && /^\t[0-9a-f]/ { key = vendor ":" substr($0, 2, 4); if (key in wanted) print "name " key substr($0, 6) }
  ' part=1 - part=2 "$list"
  break
done
`;

/** All PCI functions in the order of their addresses; empty on a host without PCI. */
export const pciReader: FactReader<readonly PciDevice[]> = {
  script: SCRIPT,
  parse: ({ stdout }) => parsePciDevices(stdout),
};
