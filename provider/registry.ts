import type { Registry } from "./contract/registry.ts";
import { getHostFacts } from "./invokes/get-host-facts.ts";
import { domain } from "./resources/domain/resource.ts";
import { hostKernel } from "./resources/host-kernel/resource.ts";
import { packages } from "./resources/packages/resource.ts";
import { storagePool } from "./resources/storage-pool/resource.ts";
import { volume } from "./resources/volume/resource.ts";

/**
 * The resources and invokes of the package `vfio`. What is listed here is served and published, and `npm run
 * generate` writes its class or function into components/generated/.
 */
export const registry: Registry = {
  resources: [hostKernel, domain, packages, storagePool, volume],
  invokes: [getHostFacts],
};
