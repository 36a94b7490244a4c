import type { BootLoaderFacts } from "./boot-loader.ts";
import type { ConditionFacts } from "./condition.ts";
import type { InitramfsFacts } from "./initramfs.ts";
import type { NetworkInterface } from "./interfaces.ts";
import type { KernelFacts } from "./kernel.ts";
import type { LibvirtFacts } from "./libvirt.ts";
import type { Lifelines } from "./lifelines.ts";
import type { ManagedFacts } from "./managed.ts";
import type { PackageFacts } from "./packages.ts";
import type { PciDevice } from "./pci.ts";
import type { SleepBlocks } from "./sleep-blocks.ts";
import type { SysctlFacts } from "./sysctl.ts";
import type { TrialFacts } from "./trial.ts";

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
