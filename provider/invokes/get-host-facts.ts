import { z } from "zod";
import { hostFacts } from "../../host/host-facts.ts";
import { type HostFacts, hostFactsSchema } from "../../host/host-facts-schema.ts";
import type { InvokeType } from "../contract/invoke.ts";

const description = `
Everything that is known of a host, during a preview too: distribution, kernels, the command line running and
configured, boot loader, IOMMU and PCI functions. It also says which cards can be passed through, which
devices must never be, and every answer of the preflight for each card. Reading changes nothing. One run reads
a host once, however often this is called.

    const facts = await vfio.getHostFacts({}, { provider: ws2 });
    const card = facts.cards.find(({ problems }) => problems.length === 0);

Without a \`provider\` it is the host of the stack's configuration. Rejects when the host cannot be reached or
read.
`.trim();

/**
 * `getHostFacts`: everything that is known of the provider's host, read in one round trip that the whole run
 * shares.
 */
export const getHostFacts: InvokeType<Record<string, never>, HostFacts> = {
  name: "getHostFacts",
  description,
  inputs: z.strictObject({}).describe("There is nothing to choose: the host is the provider's."),
  outputs: hostFactsSchema,
  run: async ({ host }) => {
    const observation = await host.observe();
    const connection = await host.connection();
    return hostFacts(connection.host, observation);
  },
};
