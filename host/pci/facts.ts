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
  /** Any kind of bridge (class 06xx): never passed through, never in the way of others in its group. */
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
const SCRIPT = `
cd /sys/bus/pci/devices 2>/dev/null || exit 0
for device in *; do
  [ -e "$device/uevent" ] || continue
  (cd -P "$device" && printf 'path %s\\n' "$PWD")
done
`;

/** All PCI functions in the order of their addresses; empty on a host without PCI. */
export const pciReader: FactReader<readonly PciDevice[]> = {
  script: SCRIPT,
  parse: ({ stdout }) => parsePciDevices(stdout),
};
