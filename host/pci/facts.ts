import type { FactReader } from "../facts/reader.ts";
import type { PciAddress } from "./address.ts";
import { parsePciDevices } from "./parse-devices.ts";

/** A PCI function of the host, as the kernel shows it. */
export interface PciDevice {
  readonly address: PciAddress;
  /** Six hexadecimal digits: base class, subclass, programming interface (`030000` = VGA). */
  readonly class: string;
  /** Four hexadecimal digits, lower case; so are `device` and the subsystem's. */
  readonly vendor: string;
  readonly device: string;
  /** Bridges have no subsystem, or `0000`. */
  readonly subsystemVendor?: string | undefined;
  readonly subsystemDevice?: string | undefined;
  /** Two hexadecimal digits. */
  readonly revision?: string | undefined;
  /** The driver that holds the function now. */
  readonly driver?: string | undefined;
  /** The only driver that may take it, when one was set. */
  readonly driverOverride?: string | undefined;
  /** Absent where the IOMMU is off. The number may differ after every boot. */
  readonly iommuGroup?: number | undefined;
  /** Whether the firmware shows its picture here; absent where the kernel does not say (no VGA device, or no VGA arbiter). */
  readonly bootVga?: boolean | undefined;
  /** Best first, such as `flr`, `bus`; empty = cannot be reset, or a kernel before 5.15. */
  readonly resetMethods: readonly string[];
  /** Any kind of bridge (class 06xx): never passed through. */
  readonly isBridge: boolean;
  /** The port or bridge above it; absent on a root bus. */
  readonly parent?: PciAddress | undefined;
  /** `D0` … `D3cold`, or `unknown`. */
  readonly powerState?: string | undefined;
  readonly d3coldAllowed?: boolean | undefined;
  /** Absent on machines with one node. */
  readonly numaNode?: number | undefined;
  /** Display outputs, where a graphics driver holds the function. */
  readonly connectors: readonly PciConnector[];
  /** Vendor and device in words, where the host has the list of ids. */
  readonly name?: string | undefined;
}

/** A display output (`HDMI-A-1`). */
export interface PciConnector {
  readonly name: string;
  readonly status: "connected" | "disconnected" | "unknown";
}

/**
 * One walk over sysfs: the paths (their parts are the bridges above) and groups by shell builtins, the attributes by one grep.
 * None of these files wakes a sleeping device.
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
