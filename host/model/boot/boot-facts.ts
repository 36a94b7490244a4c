import type { BootLoaderFacts } from "../facts/boot-loader.ts";
import type { KernelFacts } from "../facts/kernel.ts";
import type { ManagedFacts } from "../facts/managed.ts";
import type { PciDevice } from "../facts/pci.ts";
import type { SysctlFacts } from "../facts/sysctl.ts";

/** What is read of a host for a boot transaction. */
export interface BootFacts {
  readonly kernel: Pick<KernelFacts, "commandLine" | "bootId" | "running" | "builtinDrivers">;
  readonly bootLoader: Pick<
    BootLoaderFacts,
    "loader" | "owner" | "entries" | "entriesFolder" | "grub" | "sources" | "deployment"
  >;
  readonly pci: readonly PciDevice[];
  readonly managed: ManagedFacts;
  readonly sysctl: SysctlFacts;
}
