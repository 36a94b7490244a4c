import type { InvokeType } from "./invoke.ts";
import { getHostFacts } from "./invokes/get-host-facts.ts";
import type { ResourceType } from "./resource.ts";
import { domain } from "./resources/domain.ts";
import { hostKernel } from "./resources/host-kernel.ts";
import { packages } from "./resources/packages.ts";
import { storagePool } from "./resources/storage-pool.ts";
import { volume } from "./resources/volume.ts";

/** Everything the provider serves. */
export interface Registry {
  // biome-ignore lint/suspicious/noExplicitAny: resource types of any inputs and state
  readonly resources: readonly ResourceType<any, any>[];
  // biome-ignore lint/suspicious/noExplicitAny: invokes of any inputs and outputs
  readonly invokes: readonly InvokeType<any, any>[];
}

/**
 * The resources and invokes of the package `vfio`. One that is listed here is served, is in the published schema, and must have
 * its class (components/<name>.ts) or function exported by components/index.ts with the same properties: a test compares them.
 *
 *     import { volume } from "./resources/volume.ts";
 *     resources: [volume]
 */
export const registry: Registry = {
  resources: [hostKernel, domain, packages, storagePool, volume],
  invokes: [getHostFacts],
};
