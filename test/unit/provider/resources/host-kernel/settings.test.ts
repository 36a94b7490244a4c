import { describe, expect, it } from "vitest";
import { paths } from "../../../../../host/model/managed-paths.ts";
import type { PciAddress } from "../../../../../host/model/pci-address.ts";
import { hostKernel } from "../../../../../provider/resources/host-kernel/resource.ts";
import {
  type Inputs,
  inputs,
  type State,
  type Written,
} from "../../../../../provider/resources/host-kernel/schema.ts";
import { validate } from "../../../../../provider/schema/validate.ts";
import { noWaits } from "../../../host/boot/no-waits.ts";
import { SimulatedHost } from "../../../host/boot/simulated-host.ts";
import { declared as declaredOn, written } from "./host-kernel-runs.ts";

noWaits();

const SETTINGS = {
  hugepages: { size: "2M", count: 512 },
  isolateCpus: "2-3",
  kvm: { ignoreMsrs: true },
  vfioPci: { disableIdleD3: true },
  sysctl: { "vm.swappiness": "10" },
} as const;

describe("kernel settings of HostKernel", () => {
  it("are worked out, written, and found again", async () => {
    const host = bigHost();
    const { context, news } = await declared(host, SETTINGS);
    expect(news.commandLine).toMatchObject({ hugepages: "512", hugepagesz: "2M", isolcpus: "2-3" });
    expect(news.files?.[paths.modprobe]).toMatch(
      /^options kvm ignore_msrs=1\noptions vfio-pci disable_idle_d3=1$/m,
    );
    expect(news.files?.[paths.sysctl]).toMatch(/^vm\.swappiness = 10$/m);
    const state = (await hostKernel.create(context, news, false)).state as State;
    expect(host.facts.sysctl).toEqual({
      running: { "vm.swappiness": "10" },
      before: { "vm.swappiness": "60" },
    });
    const found = await hostKernel.read(context, "host-kernel", state);
    expect(written(found?.inputs ?? {})).toMatchObject(SETTINGS);
    const again = await declared(host, SETTINGS, found?.inputs);
    expect(await hostKernel.diff(context, found?.state ?? state, again.news)).toEqual([]);
    expect(host.reboots).toBe(1);
  });

  it("leave the graphics of an Intel processor out of the IOMMU, and find that again", async () => {
    const host = bigHost();
    const [first] = host.facts.pci;
    if (first === undefined) throw new Error("no function");
    const graphics = { ...first, address: "0000:00:02.0" as PciAddress, vendor: "8086", iommuGroup: 9 };
    host.facts = { ...host.facts, pci: [...host.facts.pci, graphics] };
    const { context, news } = await declared(host, { devices: ["01:00"], igfxOff: true });
    expect(news.commandLine.intel_iommu).toBe("igfx_off");
    await hostKernel.create(context, { ...news, reboot: "manual" }, false);
    const found = await hostKernel.read(context, "host-kernel", undefined);
    expect(found?.inputs).toMatchObject({ igfxOff: true });
  });

  it("set a sysctl without a reboot, show one that drifted, and give one back", async () => {
    const host = bigHost();
    const first = await declared(host, {});
    const made = (await hostKernel.create(first.context, first.news, false)).state as State;
    const { context, news, said } = await declared(host, { sysctl: SETTINGS.sysctl }, first.news);
    const shown = await hostKernel.diff(context, made, news);
    expect(shown.map(({ path }) => path)).toEqual(["sysctl", `files["${paths.sysctl}"]`]);
    expect(said()).toMatch(/^sysctl vm\.swappiness: 60 -> 10, at once$/m);
    expect(said()).not.toContain("reboot required");
    const state = { ...made, ...(await hostKernel.update(context, "host-kernel", made, news, false)) };
    host.facts = { ...host.facts, sysctl: { ...host.facts.sysctl, running: { "vm.swappiness": "33" } } };
    expect(await hostKernel.diff(context, state, news)).toEqual([{ path: "sysctl", kind: "update" }]);
    await hostKernel.update(context, "host-kernel", state, news, false);
    await hostKernel.update(context, "host-kernel", state, (await declared(host, {})).news, false);
    expect(host.facts.sysctl.running).toEqual({ "vm.swappiness": "60" });
    expect(host.reboots).toBe(1);
  });

  it.each<[string, Partial<Written>, RegExp]>([
    [
      "more huge pages than memory",
      { hugepages: { size: "1G", count: 99 } },
      /^Found: hugepages\.count: 99 pages/m,
    ],
    [
      "a sysctl that the host does not have",
      { sysctl: { "vm.gone": "1", "vm.swappiness": "1" } },
      /^Found: sysctl\.vm\.gone: the host does not have it/m,
    ],
    ["Intel graphics that are not there", { igfxOff: true }, /igfxOff: the host has no Intel graphics/],
    ["processor 0", { isolateCpus: "0" }, /isolateCpus: processor 0/],
    [
      "the ACS override of a kernel without the patch",
      { acsOverride: "both", allowUnknownAcsPatch: true },
      /acsOverride: kernel 6\.1\.0-56-amd64 does not have the ACS override patch/,
    ],
    [
      "a slip of a name",
      { commandLine: { "vfio-pci-ids": "10de:1b80" } },
      /commandLine: the kernel does not know vfio-pci-ids, .*; vfio_pci\.ids was probably meant/,
    ],
    [
      "ids on the command line",
      { commandLine: { "vfio-pci.ids": "10de:1b80" } },
      /commandLine: vfio-pci\.ids takes every device of an id/,
    ],
    [
      "an argument that says otherwise",
      { hugepages: { size: "2M", count: 1 }, commandLine: { hugepages: "2" } },
      /commandLine: hugepages is 2 here, and a typed setting makes it 1/,
    ],
    [
      "an option that says otherwise",
      { kvm: { ignoreMsrs: true }, modprobe: { kvm: { ignore_msrs: "0" } } },
      /modprobe: kvm\.ignore_msrs is 0 here, and a typed setting makes it 1/,
    ],
  ])("are refused with their path: %s", async (_what, given, message) => {
    const host = bigHost();
    const before = host.facts;
    await expect(declared(host, given)).rejects.toThrow(message);
    expect(host.facts).toBe(before);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ["a size", { hugepages: { size: "4M", count: 1 } }, /^hugepages\.size: /],
    ["a count", { hugepages: { size: "2M", count: 0 } }, /^hugepages\.count: /],
    ["a list", { isolateCpus: "all" }, /^isolateCpus: must be a list of processors such as 2-5,8$/],
    ["an option", { vfioPci: { ids: "10de:1b80" } }, /^vfioPci\.ids: /],
    ["a name", { sysctl: { vm: "1" } }, /^sysctl\.vm: "vm" is not the name of a sysctl$/],
  ])("are refused before the host is asked: %s", (_what, given, problem) => {
    expect(validate(inputs, { devices: ["auto"], ...given })).toEqual({
      problems: [expect.stringMatching(problem)],
    });
  });

  it("take options that are said twice alike", async () => {
    const { news } = await declared(bigHost(), {
      kvm: { ignoreMsrs: true },
      modprobe: { kvm: { ignore_msrs: "1" }, vfio_pci: { nointxmask: "1" } },
      vfioPci: { disableIdleD3: true },
    });
    expect(news.files?.[paths.modprobe]).toMatch(
      /^options kvm ignore_msrs=1\noptions vfio-pci disable_idle_d3=1 nointxmask=1$/m,
    );
  });

  it("warn of the ACS override", async () => {
    const { said, news } = await declared(bigHost("pcie_acs_overrides"), { acsOverride: "downstream" });
    expect(said()).toMatch(/^warning: acsOverride weakens isolation/m);
    expect(news.commandLine).toMatchObject({ pcie_acs_override: "downstream" });
  });
});

/**
 * The lab workstation with more memory and processors; `symbol`: one of the kernel's, which the ACS override
 * patch may have added.
 */
function bigHost(symbol = "pci_acs_enabled"): SimulatedHost {
  const host = new SimulatedHost();
  const { kernel } = host.facts;
  const cpu = { ...kernel.cpu, processors: [0, 1, 2, 3], gigabytePages: true };
  const installed = kernel.installed.map((one) => ({ ...one, kvm: "module" as const }));
  host.facts = { ...host.facts, kernel: { ...kernel, cpu, installed, memoryBytes: 8 * 2 ** 30 } };
  host.symbols = `running ${kernel.running}\n/proc/kallsyms: ${symbol}\n`;
  return host;
}

function declared(host: SimulatedHost, given: Partial<Written>, olds?: Inputs) {
  return declaredOn(host, { devices: ["auto"], reboot: "auto", ...given }, olds);
}
