import { blindness, expectedInventory, requireInventory } from "../../../host/libvirt/inventory.ts";
import { applyPoolPlan, removePool } from "../../../host/libvirt/pool/pool-apply.ts";
import { describePoolPlan, planPool } from "../../../host/libvirt/pool/pool-plan.ts";
import { messageOf } from "../../../host/model/errors.ts";
import type { PoolFacts } from "../../../host/model/facts/libvirt-facts.ts";
import { compareProperties } from "../../contract/compare-properties.ts";
import { type Found, type OperationContext, PartlyDone, type ResourceType } from "../../contract/resource.ts";
import { description, type PoolInputs, type PoolState, poolInputs, poolOutputs } from "./schema.ts";

/** A directory pool of libvirt. */
export const storagePool: ResourceType<PoolInputs, PoolState> = {
  name: "StoragePool",
  description,
  inputs: poolInputs,
  outputs: poolOutputs,
  diff: async (_context, state, news) => [
    ...compareProperties(state, news, { name: { replace: true }, path: { replace: true }, autostart: {} }),
    ...(state.active ? [] : [{ path: "active", kind: "update" as const }]),
  ],
  create: async (context, news, preview) => {
    if (!preview) return apply(context, news, false);
    await showPlan(context, news);
    return { id: "", state: { ...news, active: true } };
  },
  read: async (context, id, state) => {
    const { libvirt } = await context.host.observe();
    const blind = blindness(libvirt);
    if (blind !== undefined) return unseen(id, state, blind);
    const { host } = await context.host.connection();
    const pool = requireInventory(libvirt, host).pools.find(
      ({ uuid, name }) => id === uuid || (!state && id === name),
    );
    return pool === undefined ? undefined : foundPool(pool, state);
  },
  update: async (context, _id, state, news, preview) => {
    if (preview) {
      await showPlan(context, news);
      return { ...news, uuid: state.uuid, directoryCreated: state.directoryCreated, active: true };
    }
    return (await apply(context, news, state.directoryCreated)).state;
  },
  delete: async (context, id, state) => {
    const connection = await context.host.connection();
    const { libvirt } = await context.host.observe();
    const pool = requireInventory(libvirt, connection.host).pools.find(({ uuid }) => uuid === id);
    if (pool === undefined) return;
    const removeDirectory = state.directoryCreated ? state.path : undefined;
    try {
      const { directoryKept } = await removePool(
        connection,
        { uuid: id, name: pool.name, removeDirectory },
        context.signal,
      );
      if (directoryKept) context.log("info", `The directory ${state.path} is kept: it holds files.`);
    } finally {
      context.host.changed();
    }
  },
};

async function showPlan(context: OperationContext, news: PoolInputs): Promise<void> {
  const { host } = await context.host.connection();
  const { libvirt } = await context.host.observe();
  const plan = planPool(expectedInventory(libvirt, host), news, host);
  const lines = describePoolPlan(plan, news);
  const adopts = plan.existing !== undefined ? [`the storage pool ${news.name} is there already`] : [];
  context.log("info", [...adopts, ...lines].join("\n") || `storage pool ${news.name} is as declared`);
}

/** Brings the pool there. One that was defined and is not as declared yet is kept, in a PartlyDone. */
async function apply(
  context: OperationContext,
  news: PoolInputs,
  createdBefore: boolean,
): Promise<{ id: string; state: PoolState }> {
  const connection = await context.host.connection();
  const { libvirt } = await context.host.observe();
  const plan = planPool(requireInventory(libvirt, connection.host), news, connection.host);
  try {
    const { uuid, failure, ...applied } = await applyPoolPlan(connection, plan, news, context.signal);
    const directoryCreated = createdBefore || applied.directoryCreated;
    const state = { ...news, uuid, directoryCreated, active: failure === undefined };
    if (failure === undefined) return { id: uuid, state };
    throw new PartlyDone({ id: uuid, state, reasons: [messageOf(failure)], cause: failure });
  } finally {
    context.host.changed();
  }
}

function foundPool(pool: PoolFacts, state: PoolState | undefined): Found<PoolInputs, PoolState> {
  const { name, uuid, autostart, active } = pool;
  const found: PoolInputs = { name, path: pool.path ?? "", autostart };
  return {
    id: uuid,
    inputs: found,
    state: { ...found, uuid, active, directoryCreated: state?.directoryCreated ?? false },
    ...(active ? {} : { unfinished: [`the storage pool ${name} is not started`] }),
  };
}

/** What is kept of a pool that cannot be looked at now. */
function unseen(
  id: string,
  state: PoolState | undefined,
  reason: string,
): Found<PoolInputs, PoolState> | undefined {
  if (state === undefined) return undefined;
  const { name, path, autostart } = state;
  return { id, inputs: { name, path, autostart }, state, unfinished: [reason] };
}
