import { destroyDomain, shutdownDomain, undefineDomain } from "../../../host/libvirt/domain/domain-apply.ts";
import { removeSharedMemory } from "../../../host/libvirt/domain/shared-memory.ts";
import { removeSleepBlock } from "../../../host/libvirt/domain/sleep-block-apply.ts";
import { type DomainFacts, isActive } from "../../../host/model/facts/libvirt-facts.ts";
import type { OperationContext } from "../../contract/resource.ts";
import type { DomainState } from "./schema.ts";

/** Shuts a guest down, switches it off when it does not, and takes its definition away. */
export async function removeDomain(
  { host, signal, status, log }: OperationContext,
  existing: DomainFacts,
  { shutdownTimeout: seconds, deleteNvram, sharedMemory }: DomainState,
): Promise<void> {
  const connection = await host.connection();
  const { name, uuid } = existing;
  const { sleepBlocks } = await host.observe();
  try {
    if (isActive(existing)) {
      status(`waiting for ${name} to shut down (up to ${seconds} s)`);
      if (!(await shutdownDomain(connection, { uuid, name, seconds }, signal))) {
        log("warning", `The guest ${name} did not shut down within ${seconds} s and was switched off.`);
        await destroyDomain(connection, uuid, signal);
      }
    }
    if (existing.persistent) await undefineDomain(connection, { uuid, deleteNvram }, signal);
    const files = sharedMemory.map((memory) => memory.name);
    await removeSharedMemory(connection, files, signal);
    if (sleepBlocks[uuid] !== undefined) await removeSleepBlock(connection, uuid, signal);
  } finally {
    host.changed();
  }
}
