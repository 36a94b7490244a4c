import { refuseUnsupported } from "../../../host/libvirt/domain/capability-check.ts";
import { type DomainPlan, planDomain } from "../../../host/libvirt/domain/domain-plan.ts";
import { expectedInventory, requireInventory } from "../../../host/libvirt/inventory.ts";
import type { DomainWish } from "../../../host/model/domain-wish.ts";
import type { DomainFacts, LibvirtInventory } from "../../../host/model/facts/libvirt-facts.ts";
import type { OperationContext } from "../../contract/resource.ts";
import type { DomainInputs, DomainState } from "./schema.ts";
import { ownerFromUrn, powerOf, wishOf } from "./wish.ts";

/**
 * What libvirt has, and the host's name. In a preview, a host where libvirt is not installed yet has nothing.
 */
export async function look(
  context: OperationContext,
  preview: boolean,
): Promise<{ readonly inventory: LibvirtInventory; readonly host: string }> {
  const { host } = await context.host.connection();
  const { libvirt } = await context.host.observe();
  return { inventory: preview ? expectedInventory(libvirt, host) : requireInventory(libvirt, host), host };
}

/** The domain of that UUID, if it is there. */
export function byUuid({ domains }: LibvirtInventory, id: string): DomainFacts | undefined {
  return domains.find(({ uuid }) => uuid === id);
}

/**
 * What makes the domain as declared. Throws a HostError for what the host cannot do, but not in a preview: it
 * may be able to by then.
 */
export async function decide(
  context: OperationContext,
  news: DomainInputs,
  state: DomainState | undefined,
  existing: DomainFacts | undefined,
  preview: boolean,
): Promise<{ readonly plan: DomainPlan; readonly wish: DomainWish }> {
  const { inventory, host } = await look(context, preview);
  const { kernel, pci } = await context.host.observe();
  const wish = wishOf(news, { inventory, kernel, existing, owner: ownerFromUrn(context.urn) });
  if (!preview) refuseUnsupported(inventory, wish, host);
  return { plan: planDomain(inventory, pci, wish, powerOf(news, state), existing), wish };
}
