import { describe, expect, it } from "vitest";
import { meantArgument } from "../../../../../host/boot/contribution/known-arguments.ts";

describe("a name that the kernel would take without a word", () => {
  it.each([
    ["vfio-pci-ids", "vfio_pci.ids"],
    ["vfio_pci_ids", "vfio_pci.ids"],
    ["vfiopci.ids", "vfio_pci.ids"],
    ["vfio.pci.ids", "vfio_pci.ids"],
    ["VFIO-PCI.ids", "vfio_pci.ids"],
    ["vfio-pci.id", "vfio_pci.ids"],
    ["iommmu", "iommu"],
    ["iomu", "iommu"],
    ["iommu_", "iommu"],
    ["intel_iomm", "intel_iommu"],
    ["intel.iommu", "intel_iommu"],
    ["inetl_iommu", "intel_iommu"],
    ["pci_acs_override", "pcie_acs_override"],
    ["pcie_acs_overide", "pcie_acs_override"],
    ["kvm_ignore_msrs", "kvm.ignore_msrs"],
    ["hugepagesize", undefined],
    ["hugepagsz", "hugepagesz"],
    ["isolcpu", "isolcpus"],
    ["rcu_nocb", "rcu_nocbs"],
    ["vfio-pci.disable-idle-d3", undefined],
    ["intel-iommu", undefined],
    ["vfio-pci.ids", undefined],
    ["amd_iommu_intr", undefined],
    ["amd_iommu_dump", undefined],
    ["rcu_nocb_poll", undefined],
    ["nohz", undefined],
    ["video", undefined],
    ["pci", undefined],
    ["pcie_aspm", undefined],
    ["kvm.halt_poll_ns", undefined],
    ["kvm_intel.ept", undefined],
    ["quiet", undefined],
    ["iomem", undefined],
    ["initcall_debug", undefined],
  ])("%s was meant to be %s", (name, meant) => {
    expect(meantArgument(name)).toBe(meant);
  });
});
