import { describe, expect, it } from "vitest";
import type { KernelSettings } from "../../../../../host/boot/settings/kernel-settings.ts";
import { type Host, line } from "./settings-host.ts";

describe("kernel settings", () => {
  it.each<[string, KernelSettings, Host, object]>([
    ["nothing", {}, {}, { commandLine: {}, moduleOptions: {} }],
    [
      "large pages of 1 GiB",
      { hugepages: { size: "1G", count: 14 } },
      {},
      { commandLine: { default_hugepagesz: "1G", hugepagesz: "1G", hugepages: "14" } },
    ],
    [
      "large pages of 2 MiB, whatever the processor has",
      { hugepages: { size: "2M", count: 512 } },
      { cpu: { gigabytePages: false } },
      { commandLine: { default_hugepagesz: "2M", hugepagesz: "2M", hugepages: "512" } },
    ],
    [
      "another number of large pages than we wrote before",
      { hugepages: { size: "1G", count: 4 } },
      {
        menu: " default_hugepagesz=2M hugepagesz=1G hugepages=8",
        ours: ["default_hugepagesz=2M", "hugepagesz=1G", "hugepages=8"],
      },
      { commandLine: { default_hugepagesz: "1G", hugepagesz: "1G", hugepages: "4" } },
    ],
    [
      "large pages beside somebody's own of another size",
      { hugepages: { size: "1G", count: 4 } },
      { menu: " hugepagesz=2M hugepages=8" },
      { commandLine: { default_hugepagesz: "1G", hugepagesz: "1G", hugepages: "4" } },
    ],
    [
      "processors, in one spelling",
      { isolateCpus: [2, 3, 4, 5, 7] },
      {},
      { commandLine: { isolcpus: "2-5,7", nohz_full: "2-5,7", rcu_nocbs: "2-5,7" } },
    ],
    [
      "options of KVM as a module",
      { kvm: { ignoreMsrs: true, reportIgnoredMsrs: false } },
      {},
      { commandLine: {}, moduleOptions: { kvm: { ignore_msrs: "1", report_ignored_msrs: "0" } } },
    ],
    [
      "options of KVM as a part of the kernel",
      { kvm: { ignoreMsrs: true } },
      { kernels: [{ kvm: "builtin" }] },
      { commandLine: { "kvm.ignore_msrs": "1" }, moduleOptions: {} },
    ],
    [
      "options for kernels of both forms",
      { vfioPci: { disableIdleD3: true } },
      { kernels: [{ vfioPci: "builtin" }, { vfioPci: "module" }] },
      {
        commandLine: { "vfio-pci.disable_idle_d3": "1" },
        moduleOptions: { "vfio-pci": { disable_idle_d3: "1" } },
      },
    ],
    [
      "options where the form cannot be told",
      { vfioPci: { disableVga: true, enableSriov: false } },
      { kernels: [{ vfioPci: "unknown" }] },
      {
        commandLine: { "vfio-pci.disable_vga": "1", "vfio-pci.enable_sriov": "0" },
        moduleOptions: { "vfio-pci": { disable_vga: "1", enable_sriov: "0" } },
      },
    ],
    [
      "options for a kernel that has it, beside one that does not, and one that cannot be booted",
      { vfioPci: { noIntxMask: true } },
      { kernels: [{ vfioPci: "absent" }, {}, { vfioPci: "builtin", image: undefined }] },
      { commandLine: {}, moduleOptions: { "vfio-pci": { nointxmask: "1" } } },
    ],
    ["options that are none", { kvm: {}, vfioPci: {} }, {}, { commandLine: {}, moduleOptions: {} }],
    [
      "the ACS override",
      { acsOverride: "both" },
      { patch: { "6.0": true } },
      { commandLine: { pcie_acs_override: "downstream,multifunction" } },
    ],
    [
      "the ACS override of an unknown kernel, when it is allowed",
      { acsOverride: "downstream", allowUnknownAcsPatch: true },
      {},
      { commandLine: { pcie_acs_override: "downstream" } },
    ],
  ])("of %s", async (_what, settings, host, expected) => {
    expect(await line(settings, host)).toMatchObject({ problems: [], ...expected });
  });

  it("always warns of the ACS override", async () => {
    const { warnings } = await line({ acsOverride: "multifunction" }, { patch: { "6.0": true } });
    expect(warnings).toEqual([expect.stringContaining("weakens isolation")]);
  });
});
