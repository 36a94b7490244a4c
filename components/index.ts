export { Domain } from "./domain.ts";

export type {
  DomainArgs,
  DomainDisk,
  DomainHostdev,
  DomainNetwork,
  DomainSerial,
  DomainSharedMemory,
} from "./domain-args.ts";

export { type GetHostFactsArgs, getHostFacts, getHostFactsOutput, type HostFacts } from "./get-host-facts.ts";

export { type BootImage, type BootOverlay, HostKernel, type HostKernelArgs } from "./host-kernel.ts";

export type { HugePages, KernelSettings, KvmOptions, VfioPciOptions } from "./kernel-settings.ts";

export { Packages, type PackagesArgs } from "./packages.ts";

export { Provider, type ProviderArgs } from "./provider.ts";

export { StoragePool, type StoragePoolArgs } from "./storage-pool.ts";

export { Volume, type VolumeArgs } from "./volume.ts";

export { Workstation } from "./workstation.ts";

export type {
  GuestArgs,
  GuestImage,
  GuestVolume,
  WorkstationArgs,
  WorkstationCommand,
  WorkstationCommands,
} from "./workstation-args.ts";
