import type { BootLoaderFacts } from "../facts/boot-loader-facts.ts";
import type { KernelFacts } from "../facts/kernel-facts.ts";
import type { ManagedFacts } from "../facts/managed-facts.ts";
import type { PciDevice } from "../facts/pci-facts.ts";
import type { SysctlFacts } from "../facts/sysctl-facts.ts";

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
