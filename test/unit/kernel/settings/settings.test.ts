import { describe, expect, it } from "vitest";
import { acsPatchReader } from "../../../../host/kernel/settings/acs-override.ts";
import {
  contributionOf,
  type KernelSettings,
  type SettingsFacts,
} from "../../../../host/kernel/settings/settings.ts";
import type { CpuFacts, InstalledKernel, KernelFacts } from "../../../../host/kernel/system/facts.ts";
import { entries, freshHost, labObservation } from "../lab-host.ts";

const GIB = 2 ** 30;
const lab = labObservation(freshHost());

interface Host {
  readonly cpu?: Partial<CpuFacts>;
  readonly memory?: number;
  readonly kernels?: readonly Partial<InstalledKernel>[];
  readonly menu?: string;
  readonly ours?: readonly string[];
  readonly patch?: SettingsFacts["acsPatch"];
}

function factsOf({
  cpu = {},
  memory = 16 * GIB,
  kernels = [{}],
  menu = "",
  ours,
  patch,
}: Host): SettingsFacts {
  const installed = kernels.map((kernel, at) => ({
    release: `6.${at}`,
    image: `/boot/vmlinuz-6.${at}`,
    vfioPci: "module" as const,
    kvm: "module" as const,
    intelIommuDefault: "on" as const,
    ...kernel,
  }));
  const processors = [0, 1, 2, 3, 4, 5, 6, 7];
  const kernel: KernelFacts = {
    ...lab.kernel,
    installed,
    memoryBytes: memory,
    cpu: { ...lab.kernel.cpu, processors, gigabytePages: true, ...cpu },
  };
  const journal = ours === undefined ? undefined : { files: [], tokens: ours, drivers: {} };
  return {
    kernel,
    managed: { ...lab.managed, journal },
    bootLoader: { entries: entries(menu, []) },
    acsPatch: patch,
  };
}

const line = (settings: KernelSettings, host: Host = {}) => contributionOf(settings, factsOf(host));

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
      { isolateCpus: "5,2-4,7,2" },
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
  ])("of %s", (_what, settings, host, expected) => {
    expect(line(settings, host)).toMatchObject({ problems: [], ...expected });
  });

  it.each<[string, KernelSettings, Host, RegExp]>([
    [
      "large pages that the processor lacks",
      { hugepages: { size: "1G", count: 1 } },
      { cpu: { gigabytePages: false } },
      /^hugepages\.size: the processor has no pages of 1 GiB \(flag pdpe1gb\); use 2M$/,
    ],
    [
      "large pages that it may lack",
      { hugepages: { size: "1G", count: 1 } },
      { cpu: { gigabytePages: undefined } },
      /^hugepages\.size: it is not known/,
    ],
    [
      "more large pages than the host can spare",
      { hugepages: { size: "1G", count: 15 } },
      {},
      /^hugepages\.count: 15 pages of 1G .* it has 16\.0 GiB, and 2 GiB are left to it; 14 is the most$/,
    ],
    [
      "large pages on a small host",
      { hugepages: { size: "2M", count: 1 } },
      { memory: GIB },
      /^hugepages\.count: .* 0 is the most$/,
    ],
    [
      "a count beside somebody's own",
      { hugepages: { size: "1G", count: 4 } },
      { menu: " hugepagesz=1G hugepages=8", ours: ["hugepages=4"] },
      /^hugepages: the boot menu has hugepagesz=1G hugepages=8 of its own/,
    ],
    [
      "a default size beside somebody's own",
      { hugepages: { size: "1G", count: 4 } },
      { menu: " default_hugepagesz=2M" },
      /^hugepages: the boot menu has default_hugepagesz=2M of its own/,
    ],
    [
      "isolated processors other than those that others have isolated",
      { isolateCpus: "2-5" },
      { menu: " isolcpus=2-3 nohz_full=5,4,2-3", ours: ["nohz_full=6"] },
      /^isolateCpus: the boot menu has isolcpus=2-3 of its own/,
    ],
    [
      "isolated processors beside others without a tick",
      { isolateCpus: "2-5" },
      { menu: " isolcpus=managed_irq,7 nohz_full=2" },
      /^isolateCpus: the boot menu has nohz_full=2 of its own/,
    ],
    ["no list", { isolateCpus: "2-" }, {}, /^isolateCpus: "2-" is not a list of processors/],
    ["a range backwards", { isolateCpus: "5-2" }, {}, /^isolateCpus: "5-2" is not a list/],
    ["a range without an end", { isolateCpus: "1-99999999" }, {}, /^isolateCpus: .* is not a list/],
    [
      "processors that are not there",
      { isolateCpus: "7-9" },
      {},
      /^isolateCpus: there is no processor 8, 9; the host has 0-7$/,
    ],
    ["all processors", { isolateCpus: "0-7" }, {}, /^isolateCpus: the host needs a processor for itself/],
    ["processor 0", { isolateCpus: "0,4" }, {}, /^isolateCpus: processor 0 has work/],
    [
      "processors of an unknown host",
      { isolateCpus: "1" },
      { cpu: { processors: undefined } },
      /^isolateCpus: it is not known/,
    ],
    [
      "options of KVM without KVM",
      { kvm: { ignoreMsrs: true } },
      { kernels: [{ kvm: "absent" }] },
      /^kvm: no installed kernel has kvm$/,
    ],
    [
      "the ACS override of a kernel without the patch, even when allowed",
      { acsOverride: "both", allowUnknownAcsPatch: true },
      { patch: { "6.0": false } },
      /^acsOverride: kernel 6\.0 does not have the ACS override patch/,
    ],
    [
      "the ACS override where one of the kernels cannot be told",
      { acsOverride: "both" },
      { kernels: [{}, {}], patch: { "6.0": true } },
      /^acsOverride: it cannot be told whether kernel 6\.1 has .*; set allowUnknownAcsPatch/,
    ],
  ])("refuses %s", (_what, settings, host, problem) => {
    const { problems, commandLine, moduleOptions } = line(settings, host);
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect({ commandLine, moduleOptions }).toEqual({ commandLine: {}, moduleOptions: {} });
  });

  it("always warns of the ACS override", () => {
    const { warnings } = line({ acsOverride: "multifunction" }, { patch: { "6.0": true } });
    expect(warnings).toEqual([expect.stringContaining("weakens isolation")]);
  });

  it("lists all that is wrong at once", () => {
    const { problems } = line({ isolateCpus: "0", hugepages: { size: "2M", count: 99_999 } });
    expect(problems).toHaveLength(2);
  });
});

describe("the ACS override patch", () => {
  it.each([
    [
      "a kernel with it",
      ["/proc/kallsyms: pci_acs_enabled", "/proc/kallsyms: pcie_acs_overrides"],
      { "6.1": true },
    ],
    ["a kernel without it", ["/proc/kallsyms: pci_acs_enabled"], { "6.1": false }],
    ["stubs", [], {}],
    [
      "other kernels",
      [
        "/boot/System.map-6.0: pcie_acs_overrides.llvm.123",
        "/boot/System.map-6.0: pci_acs_enabled",
        "/lib/modules/5.0/System.map: pci_acs_enabled",
      ],
      { "6.0": true, "5.0": false },
    ],
  ])("is looked for in the symbols of %s", (_what, lines, found) => {
    const stdout = ["running 6.1", ...lines].join("\n");
    expect(acsPatchReader.parse({ code: 0, stdout, stderr: "" })).toEqual(found);
  });
});
