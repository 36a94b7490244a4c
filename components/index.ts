export { type GetHostFactsArgs, getHostFacts, getHostFactsOutput, type HostFacts } from "./get-host-facts.ts";
export { type BootOverlay, HostKernel, type HostKernelArgs } from "./host-kernel.ts";
export { Provider, type ProviderArgs } from "./provider.ts";
