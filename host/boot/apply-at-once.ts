import type { HostConnection } from "../model/host-connection.ts";
import { changesOf } from "./parts/part.ts";
import { type BootChange, parts } from "./parts/parts.ts";
import type { ApplyOptions } from "./transaction/transact.ts";

/** Does what is done in the running system, kind by kind. Throws a HostError with what could not be done. */
export async function applyAtOnce(
  connection: HostConnection,
  changes: readonly BootChange[],
  options: ApplyOptions = {},
): Promise<void> {
  for (const part of parts) {
    const own = changesOf(part, changes);
    if (own.length > 0) await part.applyAtOnce?.(connection, own, options);
  }
}
