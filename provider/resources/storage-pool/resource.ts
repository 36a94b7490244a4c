import { z } from "zod";
import { blindness, expectedInventory, requireInventory } from "../../../host/libvirt/inventory.ts";
import { applyPoolPlan, removePool } from "../../../host/libvirt/pool/pool-apply.ts";
import { describePoolPlan, planPool } from "../../../host/libvirt/pool/pool-plan.ts";
import { messageOf } from "../../../host/model/errors.ts";
import type { PoolFacts } from "../../../host/model/facts/libvirt.ts";
import { compareProperties } from "../../contract/compare-properties.ts";
import { type Found, type OperationContext, PartlyDone, type ResourceType } from "../../contract/resource.ts";
import { absolutePath, libvirtName } from "../../schema/fields.ts";

const inputs = z.strictObject({
  name: libvirtName.describe(
    "The pool's name in libvirt. Changing it replaces the pool; the files stay where they are.",
  ),
  path: absolutePath.describe(
    "Absolute path of the directory, which is created if it is missing. Changing it replaces the pool.",
  ),
  autostart: z.boolean().default(true).describe("Whether the pool starts with libvirt. Default true."),
});

const outputs = z.strictObject({
  uuid: z.string().describe("The pool's UUID in libvirt."),
  active: z.boolean().describe("Whether the pool is started."),
  directoryCreated: z
    .boolean()
    .describe(
      "Whether this resource created the directory. Only then is it removed with the pool, and only " +
        "if it is empty.",
    ),
});

type Inputs = z.infer<typeof inputs>;
type State = Inputs & z.infer<typeof outputs>;

/** A directory pool of libvirt. */
export const storagePool: ResourceType<Inputs, State> = {
  name: "StoragePool",
  description:
    "A directory in which libvirt keeps disk images. An identical pool that is there already is taken over; one of the same name in another " +
    "place is refused. Deleting takes the definition away and never a directory that holds anything.",
  inputs,
  outputs,
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

async function showPlan(context: OperationContext, news: Inputs): Promise<void> {
  const { host } = await context.host.connection();
  const { libvirt } = await context.host.observe();
  const plan = planPool(expectedInventory(libvirt, host), news, host);
  const lines = describePoolPlan(plan, news);
  const adopts = plan.existing !== undefined ? [`the storage pool ${news.name} is there already`] : [];
  context.log("info", [...adopts, ...lines].join("\n") || `storage pool ${news.name} is as wanted`);
}

/** Brings the pool there. One that was defined and is not as wanted yet is kept, in a PartlyDone. */
async function apply(
  context: OperationContext,
  news: Inputs,
  createdBefore: boolean,
): Promise<{ id: string; state: State }> {
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

function foundPool(pool: PoolFacts, state: State | undefined): Found<Inputs, State> {
  const { name, uuid, autostart, active } = pool;
  const found: Inputs = { name, path: pool.path ?? "", autostart };
  return {
    id: uuid,
    inputs: found,
    state: { ...found, uuid, active, directoryCreated: state?.directoryCreated ?? false },
    ...(active ? {} : { unfinished: [`the storage pool ${name} is not started`] }),
  };
}

/** What is kept of a pool that cannot be looked at now. */
function unseen(id: string, state: State | undefined, reason: string): Found<Inputs, State> | undefined {
  if (state === undefined) return undefined;
  const { name, path, autostart } = state;
  return { id, inputs: { name, path, autostart }, state, unfinished: [reason] };
}
