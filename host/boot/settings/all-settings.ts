import { acsOverride } from "./acs-override.ts";
import { hugepages } from "./hugepages.ts";
import { igfxOff } from "./igfx-off.ts";
import { isolateCpus } from "./isolate-cpus.ts";
import { kvm } from "./kvm.ts";
import { sysctl } from "./sysctl.ts";
import { vfioPci } from "./vfio-pci.ts";

/** Every typed kernel setting. */
export const settings = [hugepages, isolateCpus, igfxOff, kvm, vfioPci, acsOverride, sysctl];

/** The properties of all settings. */
export const settingProperties = {
  ...hugepages.properties,
  ...isolateCpus.properties,
  ...igfxOff.properties,
  ...kvm.properties,
  ...vfioPci.properties,
  ...acsOverride.properties,
  ...sysctl.properties,
};
