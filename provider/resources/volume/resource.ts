import { blindness, expectedInventory, requireInventory } from "../../../host/libvirt/inventory.ts";
import { applyVolumePlan } from "../../../host/libvirt/volume/volume-apply.ts";
import { describeVolumePlan, planVolume } from "../../../host/libvirt/volume/volume-plan.ts";
import { HostError } from "../../../host/model/errors.ts";
import { compareProperties } from "../../contract/compare-properties.ts";
import type { OperationContext, ResourceType } from "../../contract/resource.ts";
import { removeVolume } from "./remove.ts";
import {
  description,
  foundVolume,
  unseen,
  type VolumeInputs,
  type VolumeState,
  volumeInputs,
  volumeOutputs,
} from "./schema.ts";

/** A disk image in a storage pool. */
export const volume: ResourceType<VolumeInputs, VolumeState> = {
  name: "Volume",
  description,
  inputs: volumeInputs,
  outputs: volumeOutputs,
  diff: async (_context, state, news) =>
    compareProperties(state, news, {
      pool: { replace: true },
      name: { replace: true },
      capacity: {},
      format: {},
      adopt: {},
      deleteData: {},
    }),
  create: async (context, news, preview) => {
    if (preview) return { id: "", state: await expected(context, news, false) };
    return { id: `${news.pool}/${news.name}`, state: await apply(context, news, false) };
  },
  read: async (context, id, state) => {
    const { libvirt } = await context.host.observe();
    const pool = id.slice(0, id.indexOf("/"));
    const name = id.slice(id.indexOf("/") + 1);
    const blind = blindness(libvirt);
    if (blind !== undefined) return unseen(id, state, blind);
    const { host } = await context.host.connection();
    const { pools, volumes } = requireInventory(libvirt, host);
    const found = volumes.find((candidate) => candidate.pool === pool && candidate.name === name);
    if (found !== undefined) return foundVolume(found, state);
    // Without its pool a volume cannot be seen, which does not mean that its file is gone.
    const visible = pools.some((candidate) => candidate.name === pool && candidate.active);
    return visible
      ? undefined
      : unseen(
          id,
          state,
          `the storage pool ${pool} is not there or not started, so its volumes cannot be seen`,
        );
  },
  update: async (context, _id, _state, news, preview) =>
    preview ? expected(context, news, true) : apply(context, news, true),
  delete: async (context, id, state) => {
    if (state.deleteData) return removeVolume(context, id, state);
    context.log(
      "info",
      `The image ${state.path} and its data are kept. Delete it by hand, or set \`deleteData: true\` before.`,
    );
  },
};

async function expected(
  context: OperationContext,
  news: VolumeInputs,
  owned: boolean,
): Promise<Partial<VolumeState>> {
  const { host } = await context.host.connection();
  const inventory = expectedInventory((await context.host.observe()).libvirt, host);
  const home = inventory.pools.find(({ name }) => name === news.pool);
  if (owned && home?.active !== true) {
    context.log("info", `volume ${news.pool}/${news.name} is looked at when its storage pool is started`);
    return news;
  }
  const plan = planVolume(inventory, news, { owned, adopt: news.adopt, host });
  context.log(
    "info",
    describeVolumePlan(plan, news).join("\n") || `volume ${news.pool}/${news.name} is as declared`,
  );
  const directory = home?.path;
  const path = plan.action === "create" ? directory && `${directory}/${news.name}` : plan.existing.path;
  return { ...news, capacityBytes: news.capacity, ...(path === undefined ? {} : { path, key: path }) };
}

async function apply(context: OperationContext, news: VolumeInputs, owned: boolean): Promise<VolumeState> {
  const connection = await context.host.connection();
  const { host } = connection;
  const inventory = requireInventory((await context.host.observe()).libvirt, host);
  const pool = inventory.pools.find(({ name }) => name === news.pool);
  if (pool?.active !== true)
    throw noPool(news.pool, pool === undefined ? "no such pool" : "it is not started", host);
  const plan = planVolume(inventory, news, { owned, adopt: news.adopt, host });
  try {
    await applyVolumePlan(connection, plan, news, context.signal);
  } finally {
    if (plan.action !== "none") context.host.changed();
  }
  const path = plan.action === "create" ? `${pool.path ?? ""}/${news.name}` : plan.existing.path;
  return {
    ...news,
    path,
    key: plan.action === "create" ? path : plan.existing.key,
    capacityBytes: news.capacity,
  };
}

function noPool(name: string, found: string, host: string): HostError {
  return new HostError({
    what: `The storage pool ${name} cannot take a volume`,
    host,
    expected: `a started pool named ${name}`,
    found,
    next: "declare a StoragePool of that name and use its `name` output here, so that it is made first",
  });
}
