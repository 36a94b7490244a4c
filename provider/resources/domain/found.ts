import { planDomain } from "../../../host/libvirt/domain/domain-plan.ts";
import { readDefinition } from "../../../host/libvirt/domain/read-definition.ts";
import { isSleepBlocked } from "../../../host/libvirt/domain/sleep-block.ts";
import { type DomainFacts, isActive } from "../../../host/model/facts/libvirt-facts.ts";
import type { Observation } from "../../../host/model/facts/observation.ts";
import { childrenOf, find } from "../../../host/model/xml/xml-lookup.ts";
import type { Found } from "../../contract/resource.ts";
import { type DomainInputs, type DomainState, domainInputs } from "./schema.ts";
import { powerOf, type Surroundings, wishOf } from "./wish.ts";

/** What the state says of a domain beyond its inputs. */
export function outputsOf(
  domain: DomainFacts,
  { started, pendingRestart, waitingFor }: Pick<DomainState, "started" | "pendingRestart" | "waitingFor">,
): Omit<DomainState, keyof DomainInputs> {
  const interfaces = childrenOf(find(domain.inactive, "devices"), "interface");
  return {
    status: domain.state,
    pendingRestart,
    started,
    waitingFor,
    machine: find(domain.inactive, "os", "type")?.attributes.machine ?? "",
    macs: interfaces.flatMap((device) => find(device, "mac")?.attributes.address ?? []),
    domainUuid: domain.uuid,
  };
}

/** A domain that was read, with the inputs as they would have to be for what is there. */
export function foundDomain(
  domain: DomainFacts,
  state: DomainState | undefined,
  surroundings: Surroundings,
  { pci, sleepBlocks }: Pick<Observation, "pci" | "sleepBlocks">,
): Found<DomainInputs, DomainState> {
  const keepHostAwake = isSleepBlocked(sleepBlocks[domain.uuid], domain.name);
  if (state === undefined) return imported(domain, keepHostAwake);
  const declared = declaredOf(state);
  const power = { ...powerOf(declared, state), power: "unmanaged" as const };
  const plan = planDomain(surroundings.inventory, pci, wishOf(declared, surroundings), power, domain);
  const changed = new Set(plan.differences.map(({ property }) => property));
  const read: Readonly<Record<string, unknown>> = { ...readDefinition(domain.inactive) };
  const byHand = Object.fromEntries(
    [...changed].filter((name) => name in read).map((name) => [name, read[name]]),
  );
  const inputs = withoutUndefined({
    ...declared,
    ...byHand,
    name: domain.name,
    autostart: domain.autostart,
    keepHostAwake,
    power: powerSeen(declared.power, isActive(domain)),
  });
  const { pendingRestart } = plan;
  // One that runs as defined waits for nothing any more, whoever started it.
  const waitingFor = isActive(domain) && !pendingRestart ? [] : state.waitingFor;
  const outputs = outputsOf(domain, { started: state.started, waitingFor, pendingRestart });
  return { id: domain.uuid, inputs, state: { ...inputs, ...outputs } };
}

/** The inputs among the properties of a state. */
export function declaredOf(state: DomainState): DomainInputs {
  const names = Object.keys(domainInputs.shape);
  return withoutUndefined(Object.fromEntries(Object.entries(state).filter(([name]) => names.includes(name))));
}

function imported(domain: DomainFacts, keepHostAwake: boolean): Found<DomainInputs, DomainState> {
  const power = isActive(domain) ? "on" : "unmanaged";
  const read = { ...readDefinition(domain.inactive), power, autostart: domain.autostart, keepHostAwake };
  const inputs = { ...domainInputs.partial().parse({}), ...withoutUndefined(read) };
  const started = isActive(domain);
  return {
    id: domain.uuid,
    inputs,
    state: { ...inputs, ...outputsOf(domain, { started, pendingRestart: false, waitingFor: [] }) },
  };
}

/** What a user would have declared for it to be so. */
function powerSeen(declared: DomainInputs["power"], active: boolean): DomainInputs["power"] {
  if (declared === "on" && !active) return "off";
  return declared === "off" && active ? "on" : declared;
}

function withoutUndefined(values: object): DomainInputs {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as DomainInputs;
}
