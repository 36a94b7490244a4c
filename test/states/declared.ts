import fc from "fast-check";
import { often } from "./odds.ts";
import type { Declared } from "./state.ts";

const absent = [undefined, undefined, undefined] as const;

/** Any declaration: most can be applied. */
export const declared: fc.Arbitrary<Declared> = fc.record({
  devices: fc.oneof(
    {
      weight: 14,
      arbitrary: fc.constantFrom(["auto"], ["01:00"], ["0000:01:00.0", "0000:01:00.1"], ["02:00"]),
    },
    { weight: 4, arbitrary: fc.constantFrom(["10de:1b80", "10de:10f0"], ["auto", "02:00.0"]) },
    { weight: 1, arbitrary: fc.constantFrom(["0000:01:00.0"], ["00:01.0"], ["0000:09:00.0"]) },
  ),
  commandLine: fc.constantFrom<Declared["commandLine"]>(
    {},
    {},
    { pcie_aspm: "off" },
    { mitigations: "off" },
    { default_hugepagesz: "1G", hugepagesz: "1G", hugepages: "4" },
    { "vfio-pci.disable_idle_d3": "1", nosmt: true },
  ),
  modprobe: fc.constantFrom<Declared["modprobe"]>(
    {},
    {},
    { kvm: { ignore_msrs: "1" } },
    { "vfio-pci": { disable_idle_d3: "1" }, kvm: { ignore_msrs: "1", report_ignored_msrs: "0" } },
  ),
  iommuPassthrough: often(true, false),
  binding: fc.constantFrom<Declared["binding"]>(undefined, undefined, undefined, "overlay", "rebuild"),
  hugepages: fc.constantFrom<Declared["hugepages"]>(
    ...absent,
    { size: "1G", count: 4 },
    { size: "2M", count: 512 },
  ),
  isolateCpus: fc.constantFrom(...absent, "2-5", "1,3-4,7"),
  kvm: fc.constantFrom<Declared["kvm"]>(
    ...absent,
    { ignoreMsrs: true },
    { ignoreMsrs: true, reportIgnoredMsrs: false },
  ),
  vfioPci: fc.constantFrom<Declared["vfioPci"]>(
    ...absent,
    { disableIdleD3: true },
    { disableIdleD3: false, noIntxMask: true },
  ),
  acsOverride: fc.constantFrom<Declared["acsOverride"]>(...absent, ...absent, "downstream", "both"),
  allowUnknownAcsPatch: often(true, false),
  sysctl: fc.constantFrom<Declared["sysctl"]>(
    ...absent,
    { "vm.swappiness": "10" },
    { "vm.swappiness": "10", "kernel.core_pattern": "|/bin/false" },
    { "vm.dirty_ratio": "20" },
  ),
});
