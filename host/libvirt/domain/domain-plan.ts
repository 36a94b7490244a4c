import type { DomainWish } from "../../model/domain-wish.ts";
import { HostError } from "../../model/errors.ts";
import { type DomainFacts, isActive, type LibvirtInventory } from "../../model/facts/libvirt-facts.ts";
import type { PciDevice } from "../../model/facts/pci-facts.ts";
import type { XmlElement } from "../../model/xml/xml.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { domainXml } from "./domain-xml.ts";
import { ownerOf } from "./elements/metadata.ts";
import { keepSticky, takenPlaces } from "./keep-undeclared.ts";
import { unboundReasons } from "./start-check.ts";

/** What is wanted of a domain beyond its definition. */
export interface PowerWish {
  /**
   * `on`: it runs, and one that stopped is started again. `off`: it does not run. `once`: it is started after
   * it was made, and then the user and the guest decide. `unmanaged`: never started or stopped.
   */
  readonly power: "on" | "off" | "once" | "unmanaged";
  /** For `once`: whether it was started already. */
  readonly startedBefore: boolean;
  readonly autostart: boolean;
  /** Whether a running guest is shut down and started for a change to take effect. */
  readonly restart: "never" | "graceful";
  /** Whether the reboot is left to the user, so that a start that is impossible now waits until then. */
  readonly awaitsReboot: boolean;
}

export interface DomainPlan {
  /** What is defined when the plan is carried out, and what is there is compared with. */
  readonly definition: XmlElement;
  readonly existing: DomainFacts | undefined;
  /** Why its definition is replaced; empty when nothing differs. A new domain has nothing to compare with. */
  readonly differences: readonly Difference[];
  readonly define: boolean;
  readonly autostart: "enable" | "disable" | undefined;
  readonly power: "start" | "shutdown" | "restart" | undefined;
  /** Whether it is to be started, or restarted, after the awaited reboot; `power` is undefined then. */
  readonly startsAfterReboot: boolean;
  /** Inactive virtual networks it needs to start. */
  readonly startNetworks: readonly string[];
  /** Why it cannot be started now. */
  readonly blocked: readonly string[];
  /** Whether the guest will still run with an older definition afterwards. */
  readonly pendingRestart: boolean;
}

/**
 * Decides how to reach the wanted domain. Throws a HostError for a domain of that name with another owner.
 */
export function planDomain(
  inventory: LibvirtInventory,
  pci: readonly PciDevice[],
  wish: DomainWish,
  power: PowerWish,
  existing: DomainFacts | undefined,
): DomainPlan {
  const definition = wantedDefinition(wish, existing);
  const differences = existing === undefined ? [] : differencesOf(definition, existing.inactive, "inactive");
  const define = existing === undefined || differences.length > 0 || !existing.persistent;
  const outdated =
    existing?.live !== undefined && differencesOf(definition, existing.live, "live").length > 0;
  const wantedAction = powerAction(existing, power, outdated);
  const starts = wantedAction === "start" || wantedAction === "restart";
  const blocked = starts ? blockedBy(wish, pci) : [];
  const startsAfterReboot = power.awaitsReboot && blocked.length > 0;
  const action = startsAfterReboot ? undefined : wantedAction;
  const autostarts = existing?.autostart ?? false;
  return {
    definition,
    existing,
    differences,
    define,
    autostart: autostarts === power.autostart ? undefined : power.autostart ? "enable" : "disable",
    power: action,
    startsAfterReboot,
    startNetworks: starts && !startsAfterReboot ? networksToStart(inventory, wish) : [],
    blocked,
    pendingRestart: outdated && action === undefined,
  };
}

/** The definition with everything kept that a guest must not lose. */
export function wantedDefinition(wish: DomainWish, existing: DomainFacts | undefined): XmlElement {
  if (existing === undefined) return domainXml(wish);
  return keepSticky(domainXml(wish, takenPlaces(existing.inactive)), existing.inactive);
}

/** The domain of that name, if it is this owner's. Throws a HostError when it has another owner or none. */
export function ownDomain(
  { domains }: LibvirtInventory,
  { name, owner }: { readonly name: string; readonly owner: string },
  host: string,
): DomainFacts | undefined {
  const found = domains.find((domain) => domain.name === name);
  if (found === undefined || ownerOf(found.inactive) === owner) return found;
  const marked = ownerOf(found.inactive) !== undefined;
  throw new HostError({
    what: `A domain named ${name} is there already and was not made by this resource`,
    host,
    found: `${found.uuid}, ${found.state}${marked ? ", made by another stack or another resource of this one" : ""}`,
    next: `choose another name, or take it over with \`pulumi import vfio:index:Domain <resource name> ${found.uuid}\``,
  });
}

function powerAction(
  existing: DomainFacts | undefined,
  { power, startedBefore, restart }: PowerWish,
  outdated: boolean,
): DomainPlan["power"] {
  const active = existing !== undefined && isActive(existing);
  if (power === "unmanaged") return undefined;
  if (power === "off") return active ? "shutdown" : undefined;
  if (active) return outdated && restart === "graceful" ? "restart" : undefined;
  return power === "once" && startedBefore ? undefined : "start";
}

function blockedBy({ hostdevs }: DomainWish, pci: readonly PciDevice[]): readonly string[] {
  return unboundReasons(
    hostdevs.map(({ address }) => address),
    pci,
  );
}

function networksToStart({ networks }: LibvirtInventory, wish: DomainWish): readonly string[] {
  const needed = wish.networks.flatMap(({ source }) => ("network" in source ? [source.network] : []));
  return [...new Set(needed)].filter((name) =>
    networks.some((network) => network.name === name && !network.active),
  );
}
