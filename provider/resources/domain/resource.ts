import { unsupported } from "../../../host/libvirt/domain/capability-check.ts";
import { crashReport } from "../../../host/libvirt/domain/crash.ts";
import { describeDomainPlan } from "../../../host/libvirt/domain/describe-domain-plan.ts";
import { type DomainPlan, ownDomain } from "../../../host/libvirt/domain/domain-plan.ts";
import { describeSleepBlock, planSleepBlock } from "../../../host/libvirt/domain/sleep-block.ts";
import { blindness } from "../../../host/libvirt/inventory.ts";
import type { DomainWish } from "../../../host/model/domain-wish.ts";
import { type OperationContext, PartlyDone, type ResourceType } from "../../contract/resource.ts";
import { carryOut } from "./carry-out.ts";
import { byUuid, decide, look } from "./decide.ts";
import { domainChanges } from "./diff.ts";
import { declaredOf, foundDomain, outputsOf } from "./found.ts";
import { judgeMemory } from "./guest-memory.ts";
import { removeDomain } from "./remove.ts";
import { type DomainInputs, type DomainState, description, domainInputs, domainOutputs } from "./schema.ts";
import { ownerFromUrn } from "./wish.ts";

/** A guest of libvirt. */
export const domain: ResourceType<DomainInputs, DomainState> = {
  name: "Domain",
  description,
  inputs: domainInputs,
  assumed: { awaitsReboot: false },
  outputs: domainOutputs,
  check: judgeMemory,
  diff: domainChanges,
  create: async (context, news, preview) => {
    const { inventory, host } = await look(context, preview);
    const existing = ownDomain(inventory, { name: news.name, owner: ownerFromUrn(context.urn) }, host);
    const { plan, wish } = await decide(context, news, undefined, existing, preview);
    if (!preview) return apply(context, plan, news, undefined);
    await showPlan(context, plan, wish, news);
    return { id: "", state: news };
  },
  read: async (context, id, state) => {
    const facts = await context.host.observe();
    const { libvirt, kernel } = facts;
    const blind = blindness(libvirt);
    if (blind !== undefined) {
      return state && { id, inputs: declaredOf(state), state, unfinished: [blind] };
    }
    const { inventory } = await look(context, false);
    const found =
      byUuid(inventory, id) ?? (state ? undefined : inventory.domains.find(({ name }) => name === id));
    if (found === undefined) return undefined;
    const owner = ownerFromUrn(context.urn);
    return foundDomain(found, state, { inventory, kernel, existing: found, owner }, facts);
  },
  update: async (context, id, state, news, preview) => {
    const { inventory, host } = await look(context, preview);
    const own = { name: news.name, owner: ownerFromUrn(context.urn) };
    const existing = byUuid(inventory, id) ?? ownDomain(inventory, own, host);
    // One that was undefined meanwhile comes back as the same one: an update cannot change the id.
    const wanted = existing === undefined ? { ...news, uuid: id } : news;
    const { plan, wish } = await decide(context, wanted, state, existing, preview);
    if (!preview) return (await apply(context, plan, news, state)).state;
    await showPlan(context, plan, wish, news);
    return { ...news, domainUuid: id, started: state.started, machine: state.machine };
  },
  delete: async (context, id, state) => {
    const { inventory } = await look(context, false);
    const existing = byUuid(inventory, id);
    if (existing === undefined) return;
    await removeDomain(context, existing, state);
  },
};

async function showPlan(
  context: OperationContext,
  plan: DomainPlan,
  wish: DomainWish,
  { keepHostAwake }: DomainInputs,
): Promise<void> {
  if (plan.existing !== undefined && plan.power === "start") {
    const report = await crashReport(await context.host.connection(), plan.existing, context.signal);
    if (report !== undefined) context.log("warning", report);
  }
  const missing = unsupported((await look(context, true)).inventory, wish);
  if (missing.length > 0) {
    context.log(
      "warning",
      ["This must be on the host before the domain can be made:", ...missing].join("\n"),
    );
  }
  const { sleepBlocks } = await context.host.observe();
  const block = planSleepBlock(sleepBlocks[plan.existing?.uuid ?? ""], wish.name, keepHostAwake);
  const lines = [...describeDomainPlan(plan, wish), ...describeSleepBlock(block, wish.name)];
  context.log("info", lines.join("\n") || `domain ${wish.name} is as declared`);
}

async function apply(
  context: OperationContext,
  plan: DomainPlan,
  news: DomainInputs,
  before: DomainState | undefined,
): Promise<{ readonly id: string; readonly state: Partial<DomainState> }> {
  const outcome = await carryOut(context, plan, news);
  const { uuid, failure } = outcome;
  const started = outcome.started || (before?.started ?? false);
  const waitingFor = [...outcome.waitingFor];
  if (failure !== undefined) {
    const kept = {
      ...news,
      domainUuid: uuid,
      started,
      waitingFor,
      status: "unknown",
      pendingRestart: false,
      machine: "",
      macs: [],
    };
    throw new PartlyDone({ id: uuid, state: kept, reasons: [failure.reason], cause: failure.cause });
  }
  const now = byUuid((await look(context, false)).inventory, uuid);
  const outputs = now && outputsOf(now, { started, waitingFor, pendingRestart: plan.pendingRestart });
  return { id: uuid, state: { ...news, ...outputs } };
}
