import { HostError } from "../../model/errors.ts";
import type { DomainFacts } from "../../model/facts/libvirt-facts.ts";
import type { XmlElement } from "../../model/xml/xml.ts";
import { childrenOf, find } from "../../model/xml/xml-lookup.ts";
import { addressOf } from "./elements/address.ts";

/** A domain that has PCI functions of the host. */
export interface DeviceUser {
  readonly domain: string;
  /** Those of the asked functions that it has. */
  readonly addresses: readonly string[];
}

/** Every domain, running or not, that has one of these functions. */
export function deviceUsers(
  domains: readonly DomainFacts[],
  addresses: readonly string[],
): readonly DeviceUser[] {
  return domains.flatMap(({ name, inactive, live }) => {
    const has = [inactive, ...(live === undefined ? [] : [live])].flatMap(functionsOf);
    const used = addresses.filter((address) => has.includes(address));
    return used.length === 0 ? [] : [{ domain: name, addresses: used }];
  });
}

/**
 * Throws a HostError that names the domains, when any has one of these functions: its next start would take
 * them from the host's drivers.
 */
export function requireUnused(
  domains: readonly DomainFacts[],
  addresses: readonly string[],
  host: string,
): void {
  const users = deviceUsers(domains, addresses);
  if (users.length === 0) return;
  throw new HostError({
    what: "The functions cannot go back to the host, because domains use them",
    host,
    found: users.map(({ domain, addresses: used }) => `domain ${domain} has ${used.join(", ")}`).join("\n"),
    next: "take the functions out of these domains (`virsh edit`), or undefine them, then run this again",
  });
}

function functionsOf(definition: XmlElement): readonly string[] {
  return childrenOf(find(definition, "devices"), "hostdev").flatMap(
    (device) => addressOf(find(device, "source", "address")) ?? [],
  );
}
