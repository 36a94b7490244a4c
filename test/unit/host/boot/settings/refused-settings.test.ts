import { describe, expect, it } from "vitest";
import type { KernelSettings } from "../../../../../host/boot/settings/kernel-settings.ts";
import { GIB, type Host, line } from "./settings-host.ts";

describe("kernel settings", () => {
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
      { isolateCpus: [2, 3, 4, 5] },
      { menu: " isolcpus=2-3 nohz_full=5,4,2-3", ours: ["nohz_full=6"] },
      /^isolateCpus: the boot menu has isolcpus=2-3 of its own/,
    ],
    [
      "isolated processors beside others without a tick",
      { isolateCpus: [2, 3, 4, 5] },
      { menu: " isolcpus=managed_irq,7 nohz_full=2" },
      /^isolateCpus: the boot menu has nohz_full=2 of its own/,
    ],
    [
      "processors that are not there",
      { isolateCpus: [7, 8, 9] },
      {},
      /^isolateCpus: there is no processor 8, 9; the host has 0-7$/,
    ],
    [
      "all processors",
      { isolateCpus: [0, 1, 2, 3, 4, 5, 6, 7] },
      {},
      /^isolateCpus: the host needs a processor for itself/,
    ],
    ["processor 0", { isolateCpus: [0, 4] }, {}, /^isolateCpus: processor 0 has work/],
    [
      "processors of an unknown host",
      { isolateCpus: [1] },
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
  ])("refuses %s", async (_what, settings, host, problem) => {
    const { problems, commandLine, moduleOptions } = await line(settings, host);
    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect({ commandLine, moduleOptions }).toEqual({ commandLine: {}, moduleOptions: {} });
  });

  it("lists all that is wrong at once", async () => {
    const { problems } = await line({ isolateCpus: [0], hugepages: { size: "2M", count: 99_999 } });
    expect(problems).toHaveLength(2);
  });
});
