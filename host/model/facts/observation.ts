import type { BootLoaderFacts } from "./boot-loader-facts.ts";
import type { ConditionFacts } from "./condition-facts.ts";
import type { InitramfsFacts } from "./initramfs-facts.ts";
import type { NetworkInterface } from "./interfaces-facts.ts";
import type { KernelFacts } from "./kernel-facts.ts";
import type { LibvirtFacts } from "./libvirt-facts.ts";
import type { Lifelines } from "./lifelines-facts.ts";
import type { ManagedFacts } from "./managed-facts.ts";
import type { PackageFacts } from "./packages-facts.ts";
import type { PciDevice } from "./pci-facts.ts";
import type { SleepBlocks } from "./sleep-blocks-facts.ts";
import type { SysctlFacts } from "./sysctl-facts.ts";
import type { TrialFacts } from "./trial-facts.ts";

/** All facts of a host as they were at one moment, by topic. */
export interface Observation {
  readonly pci: readonly PciDevice[];
  readonly lifelines: Lifelines;
  readonly interfaces: readonly NetworkInterface[];
  readonly kernel: KernelFacts;
  readonly bootLoader: BootLoaderFacts;
  readonly initramfs: InitramfsFacts;
  readonly managed: ManagedFacts;
  readonly sysctl: SysctlFacts;
  readonly libvirt: LibvirtFacts;
  readonly sleepBlocks: SleepBlocks;
  readonly packages: PackageFacts;
  readonly condition: ConditionFacts;
  readonly trial: TrialFacts;
}
