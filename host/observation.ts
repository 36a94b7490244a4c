import { conditionReader } from "./diagnosis/preflight/facts.ts";
import type { FactsOf } from "./facts/reader.ts";
import { libvirtReader } from "./guest/libvirt.ts";
import { sleepBlocksReader } from "./guest/sleep-block.ts";
import { initramfsReader } from "./initramfs/facts.ts";
import { bootLoaderReader } from "./kernel/entries/boot-loader.ts";
import { sysctlReader } from "./kernel/settings/sysctl-facts.ts";
import { kernelReader } from "./kernel/system/facts.ts";
import { managedReader } from "./kernel/transaction/read-managed.ts";
import { trialReader } from "./kernel/trial/facts.ts";
import { packagesReader } from "./packages/facts.ts";
import { pciReader } from "./pci/facts.ts";
import { interfacesReader } from "./pci/interfaces.ts";
import { lifelinesReader } from "./pci/lifelines.ts";

/** Every reader there is, by topic; all of them travel in one round trip. */
export const readers = {
  pci: pciReader,
  lifelines: lifelinesReader,
  interfaces: interfacesReader,
  kernel: kernelReader,
  bootLoader: bootLoaderReader,
  initramfs: initramfsReader,
  managed: managedReader,
  sysctl: sysctlReader,
  libvirt: libvirtReader,
  sleepBlocks: sleepBlocksReader,
  packages: packagesReader,
  condition: conditionReader,
  trial: trialReader,
};

/** All facts of a host as they were at one moment. */
export type Observation = FactsOf<typeof readers>;
