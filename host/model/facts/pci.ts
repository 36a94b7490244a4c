import type { PciAddress } from "../pci-address.ts";

/** `vendor:device` of a function. */
export function idsOf({ vendor, device }: Pick<PciDevice, "vendor" | "device">): string {
  return `${vendor}:${device}`;
}

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
