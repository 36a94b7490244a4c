import { z } from "zod";

/** A PCI function, as host/model/facts/pci.ts describes it. */
export const deviceSchema = z.object({
  address: z.string().describe("0000:01:00.0"),
  class: z.string().describe("Six hexadecimal digits."),
  vendor: z.string(),
  device: z.string(),
  subsystemVendor: z.string().optional(),
  subsystemDevice: z.string().optional(),
  revision: z.string().optional(),
  driver: z.string().optional().describe("The driver that holds it now."),
  driverOverride: z.string().optional(),
  iommuGroup: z.number().optional(),
  bootVga: z.boolean().optional().describe("Whether it is the firmware's display."),
  resetMethods: z.array(z.string()),
  isBridge: z.boolean(),
  parent: z.string().optional().describe("The port or bridge above it."),
  powerState: z.string().optional(),
  d3coldAllowed: z.boolean().optional(),
  numaNode: z.number().optional(),
  connectors: z.array(
    z.object({ name: z.string(), status: z.enum(["connected", "disconnected", "unknown"]) }),
  ),
  name: z.string().optional(),
});

/** A card, as host/pci/cards.ts describes it. */
export const cardSchema = z.object({
  slot: z.string().describe("What a selector may name: 0000:01:00."),
  name: z.string(),
  functions: z.array(z.string()).describe("Addresses of its functions."),
  isBootDisplay: z.boolean(),
  partOf: z.string().optional().describe("Why it is no card of its own."),
  problems: z
    .array(
      z.object({
        code: z.string(),
        subject: z.string(),
        what: z.string(),
        found: z.string().optional(),
        next: z.string(),
      }),
    )
    .describe("Everything that speaks against passing it through; empty = it can be."),
  notes: z.array(z.string()).describe("What could not be checked yet."),
});

/** What the host lives on, as host/model/facts/lifelines.ts describes it. */
export const lifelineSchema = z.object({
  state: z.enum(["known", "unknown"]),
  because: z.string().optional().describe("Why it is unknown."),
  addresses: z.array(z.string()).optional().describe("Every function it goes through."),
  parts: z.array(z.object({ use: z.string(), device: z.string(), addresses: z.array(z.string()) })),
});
