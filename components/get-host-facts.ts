import * as pulumi from "@pulumi/pulumi";
import type { HostFacts } from "../host/host-facts.ts";

export type { HostFacts };

/** There is nothing to choose: the host is the provider's. */
export type GetHostFactsArgs = Readonly<Record<string, never>>;

/**
 * Everything that is known of a host, during preview too: distribution, kernels, command line running and configured, boot loader,
 * IOMMU, PCI functions, cards that can be passed through, what must not be, and every answer of the preflight for each card. Reading changes nothing, and one run reads a host once,
 * however often this is called.
 *
 *     const facts = await vfio.getHostFacts({}, { provider: ws2 });
 *     const card = facts.cards.find(({ problems }) => problems.length === 0);
 *
 * Without a `provider` it is the host of the stack's configuration. Rejects when the host cannot be reached or read.
 */
export function getHostFacts(
  args: GetHostFactsArgs = {},
  opts: pulumi.InvokeOptions = {},
): Promise<HostFacts> {
  return pulumi.runtime.invoke(TOKEN, args, opts);
}

/** `getHostFacts` as an output, for a provider whose settings are outputs or where facts must wait for resources (`dependsOn`). */
export function getHostFactsOutput(
  args: GetHostFactsArgs = {},
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<HostFacts> {
  return pulumi.runtime.invokeOutput(TOKEN, args, opts);
}

const TOKEN = "vfio:index:getHostFacts";
