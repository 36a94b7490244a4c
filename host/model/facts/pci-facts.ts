import { z } from "zod";
import { pciAddressCodec } from "../codecs.ts";
import type { Immutable } from "../immutable.ts";

/** `vendor:device` of a function. */
export function idsOf({ vendor, device }: Pick<PciDevice, "vendor" | "device">): string {
  return `${vendor}:${device}`;
}

const connectorSchema = z
  .object({
    name: z.string().describe("Name: `HDMI-A-1`."),
    status: z.enum(["connected", "disconnected", "unknown"]).describe("Whether a display is connected."),
  })
  .meta({ id: "PciConnector", description: "A display output." });

/** A display output. */
export type PciConnector = Immutable<z.output<typeof connectorSchema>>;

export const pciDeviceSchema = z
  .object({
    address: pciAddressCodec.describe("Address: `0000:01:00.0`."),
    class: z
      .string()
      .describe("Six hexadecimal digits: base class, subclass, programming interface (`030000` is VGA)."),
    vendor: z.string().describe("Vendor id: four hexadecimal digits, lower case."),
    device: z.string().describe("Device id: four hexadecimal digits, lower case."),
    subsystemVendor: z
      .string()
      .optional()
      .describe("The subsystem's vendor id. Bridges have none, or `0000`."),
    subsystemDevice: z
      .string()
      .optional()
      .describe("The subsystem's device id. Bridges have none, or `0000`."),
    revision: z.string().optional().describe("Two hexadecimal digits."),
    driver: z.string().optional().describe("The driver that the function is bound to now."),
    driverOverride: z.string().optional().describe("The only driver that may bind it, if one was set."),
    iommuGroup: z
      .number()
      .optional()
      .describe("Number of its IOMMU group, which may differ after every boot. Absent if the IOMMU is off."),
    bootVga: z
      .boolean()
      .optional()
      .describe(
        "Whether the firmware shows its picture here. Absent if the kernel does not say (no VGA device, " +
          "or no VGA arbiter).",
      ),
    resetMethods: z
      .array(z.string())
      .describe(
        "Ways to reset it, best first, such as `flr`, `bus`. Empty if it cannot be reset, or on a kernel " +
          "before 5.15.",
      ),
    isBridge: z
      .boolean()
      .describe("Whether it is a bridge of any kind (class 06xx), which is never passed through."),
    parent: pciAddressCodec.optional().describe("The port or bridge above it; absent on a root bus."),
    powerState: z.string().optional().describe("`D0` … `D3cold`, or `unknown`."),
    d3coldAllowed: z.boolean().optional().describe("Whether it may lose its power while it sleeps."),
    numaNode: z.number().optional().describe("Its NUMA node; absent on machines with one node."),
    connectors: z
      .array(connectorSchema)
      .describe("Display outputs, if the function is bound to a graphics driver."),
    name: z.string().optional().describe("Vendor and device in words, if the host has the list of ids."),
  })
  .meta({ id: "PciDevice", description: "A PCI function of the host, as the kernel shows it." });

/** A PCI function of the host, as the kernel shows it. */
export type PciDevice = Immutable<z.output<typeof pciDeviceSchema>>;
