import type { Observation } from "../model/facts/observation.ts";
import { bootLoaderReader } from "./boot-loader/boot-loader-reader.ts";
import { conditionReader } from "./condition/condition-reader.ts";
import type { FactReader } from "./engine/fact-reader.ts";
import { initramfsReader } from "./initramfs/initramfs-reader.ts";
import { interfacesReader } from "./interfaces/interfaces-reader.ts";
import { kernelReader } from "./kernel/kernel-reader.ts";
import { libvirtReader } from "./libvirt/libvirt-reader.ts";
import { lifelinesReader } from "./lifelines/lifelines-reader.ts";
import { managedReader } from "./managed/managed-reader.ts";
import { packagesReader } from "./packages/packages-reader.ts";
import { pciReader } from "./pci/pci-reader.ts";
import { sleepBlocksReader } from "./sleep-blocks/sleep-blocks-reader.ts";
import { sysctlReader } from "./sysctl/sysctl-reader.ts";
import { trialReader } from "./trial/trial-reader.ts";

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
