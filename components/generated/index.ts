// Generated from the zod schemas of the provider by `npm run generate`. Change those, not this file.

export {
  Domain,
  type DomainArgs,
  type DomainDisk,
  type DomainHostdev,
  type DomainNetwork,
  type DomainSerial,
  type DomainSharedMemory,
} from "./domain.ts";
export {
  type CpuFacts,
  type DisplayCard,
  type Distribution,
  type GetHostFactsArgs,
  getHostFacts,
  getHostFactsOutput,
  type HostBootLoader,
  type HostFacts,
  type HostIommu,
  type HostKernelFacts,
  type HostPackages,
  type HostVirtualisation,
  type InstalledKernel,
  type KnownLifeline,
  type LifelinePart,
  type Lifelines,
  type Machine,
  type PciConnector,
  type PciDevice,
  type PciProblem,
  type PreflightCheck,
  type UnknownLifeline,
} from "./get-host-facts.ts";
export {
  type BootImage,
  type BootOverlay,
  HostKernel,
  type HostKernelArgs,
  type HugePages,
  type KvmOptions,
  type VfioPciOptions,
} from "./host-kernel.ts";
export { Packages, type PackagesArgs } from "./packages.ts";
export { Provider, type ProviderArgs } from "./provider.ts";
export { StoragePool, type StoragePoolArgs } from "./storage-pool.ts";
export { Volume, type VolumeArgs } from "./volume.ts";
export type { GuestVolume, WorkstationCommand, WorkstationCommands } from "./workstation-types.ts";
