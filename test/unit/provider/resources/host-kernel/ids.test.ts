import { describe, expect, it } from "vitest";
import { paths } from "../../../../../host/model/managed-paths.ts";
import { hostKernel } from "../../../../../provider/resources/host-kernel/resource.ts";
import type { Inputs, State, Written } from "../../../../../provider/resources/host-kernel/schema.ts";
import { AUDIO, BIND, GPU, heldBy, KERNEL } from "../../../host/boot/lab-host.ts";
import { noWaits } from "../../../host/boot/no-waits.ts";
import { SimulatedHost } from "../../../host/boot/simulated-host.ts";
import { declared as declaredOn } from "./host-kernel-runs.ts";

const IDS = "vfio-pci.ids=1234:1111:1af4:1100,8086:293e";

noWaits();

describe("HostKernel with binding: ids", () => {
  it("writes arguments and no script, reboots once, and finds nothing to do then", async () => {
    const { host, context, news } = await declared(builtInHost());
    const { state } = await hostKernel.create(context, news, false);
    expect(state).toMatchObject({
      functions: { [GPU]: "1234:1111", [AUDIO]: "8086:293e" },
      rebootRequired: false,
    });
    expect(Object.keys(host.facts.managed.files)).toEqual([paths.grub]);
    expect(host.facts.managed.files[paths.grub]?.text).toContain(`iommu=pt ${IDS} ${BIND}"`);
    expect(host.reboots).toBe(1);
    const found = await hostKernel.read(context, "host-kernel", state as State);
    const again = await declared(host, found?.inputs);
    expect(await hostKernel.diff(context, found?.state as State, again.news)).toEqual([]);
  });

  it("says in the preview how functions are bound, and what to delete at the boot menu", async () => {
    const { context, news, said } = await declared(builtInHost());
    await hostKernel.create(context, news, true);
    expect(said()).toContain(`+ ${IDS}  (new)`);
    expect(said()).toContain(
      "binding: by vfio-pci.ids= on the kernel command line, because you have asked for it (binding: ids); vfio-pci is built into",
    );
    expect(said()).not.toContain("overlay initrd");
  });

  it("is imported as what it is, without its arguments among those of the person", async () => {
    const { context, news } = await declared(builtInHost());
    await hostKernel.create(context, news, false);
    const found = await hostKernel.read(context, "host-kernel", undefined);
    expect(found?.inputs).toMatchObject({ binding: "ids", commandLine: {} });
  });

  it("is refused when a card with the same ids comes into the host later", async () => {
    const { host, context, news } = await declared(builtInHost());
    const { state } = await hostKernel.create(context, news, false);
    const [card] = host.facts.pci;
    if (card === undefined) throw new Error("no card");
    const twin = { ...card, address: "0000:02:00.0" as typeof card.address, iommuGroup: 9 };
    host.facts = { ...host.facts, pci: [...host.facts.pci, twin] };
    await expect(declared(host, state as Inputs)).rejects.toThrow(
      /for 0000:01:00\.0 would take other functions, too.*0000:02:00\.0/,
    );
  });

  it("names the driver that won after the reboot, and why", async () => {
    const host = builtInHost();
    const { context, news } = await declared(host);
    host.boot = () => {
      SimulatedHost.prototype.boot.call(host);
      host.facts = heldBy(host.facts, GPU, "bochs-drm");
      host.facts = { ...host.facts, kernel: { ...host.facts.kernel, builtinDrivers: ["bochs-drm"] } };
    };
    await expect(hostKernel.create(context, news, false)).rejects.toThrow(
      `bochs-drm has ${GPU}: vfio-pci is built into kernel ${KERNEL}, and so is bochs-drm, which comes before it`,
    );
  });

  it("does not reboot again for a driver that is built in and would win again", async () => {
    const host = builtInHost();
    host.boot = () => {
      SimulatedHost.prototype.boot.call(host);
      host.facts = heldBy(host.facts, GPU, "bochs-drm");
      host.facts = { ...host.facts, kernel: { ...host.facts.kernel, builtinDrivers: ["bochs-drm"] } };
    };
    const { context, news } = await declared(host, undefined, { allowUnprotectedReboot: true });
    await expect(hostKernel.create(context, news, false)).rejects.toThrow(/not everything took/);
    await expect(hostKernel.create(context, news, false)).rejects.toThrow(
      /bochs-drm, which is built into the kernel and takes it before[\s\S]*another reboot would end the same way/,
    );
    expect(host.reboots).toBe(1);
  });

  it("does not go together with another rd.driver.pre where vfio-pci is a module", async () => {
    const host = withSubsystem(new SimulatedHost());
    host.facts = { ...host.facts, initramfs: { tool: "dracut", evidence: [] } };
    const [kernel] = host.facts.kernel.installed;
    if (kernel === undefined) throw new Error("no kernel");
    const installed = [{ ...kernel, initrd: `/boot/initrd.img-${KERNEL}` }];
    host.facts = { ...host.facts, kernel: { ...host.facts.kernel, installed } };
    await expect(declared(host, undefined, { commandLine: { "rd.driver.pre": "other" } })).rejects.toThrow(
      /commandLine: rd\.driver\.pre is vfio-pci by binding: ids/,
    );
  });
});

/** The card has a subsystem, which tells it from the boot display, and vfio-pci is built into the kernel. */
function builtInHost(): SimulatedHost {
  const host = withSubsystem(new SimulatedHost());
  const { kernel } = host.facts;
  const installed = kernel.installed.map((one) => ({ ...one, vfioPci: "builtin" as const }));
  host.facts = { ...host.facts, kernel: { ...kernel, installed } };
  return host;
}

function withSubsystem(host: SimulatedHost): SimulatedHost {
  const pci = host.facts.pci.map((device) =>
    device.address === GPU ? { ...device, subsystemVendor: "1af4", subsystemDevice: "1100" } : device,
  );
  host.atBoot = pci;
  host.facts = { ...host.facts, pci };
  return host;
}

async function declared(host: SimulatedHost, olds?: Inputs, more: Partial<Written> = {}) {
  const given: Partial<Written> = { devices: ["0000:01:00"], reboot: "auto", binding: "ids", ...more };
  return { host, ...(await declaredOn(host, given, olds)) };
}
