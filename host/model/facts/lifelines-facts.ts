import { z } from "zod";
import { pciAddressCodec } from "../codecs.ts";
import type { Immutable } from "../immutable.ts";

const partSchema = z
  .object({
    use: z.string().describe("What uses it: `/` or `the SSH session`."),
    device: z.string().describe("The block device or the network interface."),
    addresses: z.array(pciAddressCodec).describe("The functions that it goes through."),
  })
  .meta({
    id: "LifelinePart",
    description: "What was followed: `/ on /dev/mapper/vg-root` or `the SSH session on eth0`.",
  });

/** What was followed: `/ on /dev/mapper/vg-root` or `the SSH session on eth0`. */
export type LifelinePart = Immutable<z.output<typeof partSchema>>;

const parts = z.array(partSchema).describe("What was followed, one by one.");

const lifelineSchema = z.discriminatedUnion("state", [
  z
    .object({
      state: z.literal("known").describe("It was followed to the hardware."),
      addresses: z
        .array(pciAddressCodec)
        .describe("Every function it goes through, in no order; empty if the hardware is not PCI."),
      parts,
    })
    .meta({ id: "KnownLifeline", description: "A lifeline that was followed to the hardware." }),
  z
    .object({
      state: z.literal("unknown").describe("It could not be followed to the hardware, which is never a yes."),
      because: z.string().describe("Why it is unknown."),
      parts,
    })
    .meta({ id: "UnknownLifeline", description: "A lifeline that could not be followed to the hardware." }),
]);

/** One lifeline. `unknown` means that it could not be followed to the hardware: it is never a yes. */
export type Lifeline = Immutable<z.output<typeof lifelineSchema>>;

export const lifelinesSchema = z
  .object({
    network: lifelineSchema.describe("The network device of the SSH session."),
    disks: lifelineSchema.describe("The disks that the system runs from."),
  })
  .meta({
    id: "Lifelines",
    description: "What must never be taken from the host: the way in, and the disks it runs from.",
  });

/** What must never be taken from the host: the way in, and the disks it runs from. */
export type Lifelines = Immutable<z.output<typeof lifelinesSchema>>;
