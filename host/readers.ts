import { bootLoaderReader } from "./boot/loaders/boot-loader-reader.ts";
import { initramfsReader } from "./boot/tools/initramfs-reader.ts";
import type { Observation } from "./model/facts/observation.ts";
import { conditionReader } from "./read/condition/condition-reader.ts";
import type { FactReader } from "./read/engine/fact-reader.ts";
import { interfacesReader } from "./read/interfaces/interfaces-reader.ts";
import { kernelReader } from "./read/kernel/kernel-reader.ts";
import { libvirtReader } from "./read/libvirt/libvirt-reader.ts";
import { lifelinesReader } from "./read/lifelines/lifelines-reader.ts";
import { managedReader } from "./read/managed/managed-reader.ts";
import { packagesReader } from "./read/packages/packages-reader.ts";
import { pciReader } from "./read/pci/pci-reader.ts";
import { sleepBlocksReader } from "./read/sleep-blocks/sleep-blocks-reader.ts";
import { sysctlReader } from "./read/sysctl/sysctl-reader.ts";
import { trialReader } from "./read/trial/trial-reader.ts";

/** Every reader there is, by topic; all of them travel in one round trip. */
export const readers: { readonly [Topic in keyof Observation]: FactReader<Observation[Topic]> } = {
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
