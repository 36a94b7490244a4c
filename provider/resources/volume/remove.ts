import { usersOf } from "../../../host/libvirt/domain/disk-users.ts";
import { requireInventory } from "../../../host/libvirt/inventory.ts";
import { deleteVolume } from "../../../host/libvirt/volume/volume-apply.ts";
import { HostError } from "../../../host/model/errors.ts";
import type { OperationContext } from "../../contract/resource.ts";
import type { VolumeState } from "./schema.ts";

/**
 * Deletes an image with everything in it; one that its pool does not have is gone already. Throws a HostError
 * while a domain uses it, and while it cannot be seen: forgotten silently, it would keep its data, which was
 * to be deleted.
 */
export async function removeVolume(
  { host: session, signal }: OperationContext,
  id: string,
  state: VolumeState,
): Promise<void> {
  const connection = await session.connection();
  const { host } = connection;
  const { pools, volumes, domains } = requireInventory((await session.observe()).libvirt, host);
  if (!volumes.some(({ pool, name }) => `${pool}/${name}` === id)) {
    const pool = pools.find(({ name }) => name === state.pool);
    if (pool?.active === true) return;
    throw unseen(state, pool === undefined ? "there is no such pool" : "it is not started", host);
  }
  const [user] = usersOf(domains, state.path);
  if (user !== undefined) throw inUse(id, `${user.domain}${user.active ? ", which runs" : ""}`, host);
  try {
    await deleteVolume(connection, state, signal);
  } finally {
    session.changed();
  }
}

function unseen({ pool, path }: VolumeState, found: string, host: string): HostError {
  return new HostError({
    what: `The image ${path} cannot be deleted, because its storage pool cannot be looked into`,
    host,
    expected: `a started pool named ${pool}`,
    found,
    next:
      `start it (\`virsh pool-start ${pool}\`) or define it again, then run this again. To keep the image instead: set \`deleteData: false\` and run ` +
      "`pulumi up` first, or forget the volume with `pulumi state delete`",
  });
}

function inUse(id: string, user: string, host: string): HostError {
  return new HostError({
    what: `The volume ${id} is in use and is not deleted`,
    host,
    found: `it is a disk of the domain ${user}`,
    next: "delete that domain or take the disk out of it first",
  });
}
