import { describe, expect, it } from "vitest";
import { parseXml } from "../../../../../host/model/xml/xml.ts";
import { hostKernel } from "../../../../../provider/resources/host-kernel/resource.ts";
import { GPU } from "../../../host/boot/lab-host.ts";
import { noWaits } from "../../../host/boot/no-waits.ts";
import { SimulatedHost } from "../../../host/boot/simulated-host.ts";
import { created, declared } from "./host-kernel-runs.ts";

noWaits();

describe("HostKernel, beside guests,", () => {
  it("says which guests its reboot would end", async () => {
    const host = new SimulatedHost();
    const inactive = parseXml("<domain/>");
    const guest = {
      name: "win11",
      uuid: "u",
      state: "running",
      autostart: false,
      persistent: true,
      inactive,
    };
    host.facts = { ...host.facts, libvirt: { ...readyLibvirt, domains: [guest] } };
    const { context, news, said } = await declared(host, { devices: ["auto"], reboot: "auto" });
    await hostKernel.create(context, news, true);
    expect(said()).toContain("the reboot ends guests that run now: win11");
  });

  it("says which domain has a function that is given up", async () => {
    const { host, context, news, state, said } = await created("auto");
    host.facts = { ...host.facts, libvirt: { ...readyLibvirt, domains: [userOfAudio()] } };
    const bind = `${GPU}@1234:1111`;
    const fewer = {
      ...news,
      functions: { [GPU]: "1234:1111" },
      commandLine: { iommu: "pt", vfio_bind: bind },
    };
    await hostKernel.diff(context, state, fewer);
    expect(said()).toMatch(/^warning: 0000:01:00\.1 goes back to the host, and domain other has it/m);
  });

  it("stays while a domain that is defined uses its functions", async () => {
    const { host, context, state } = await created("auto");
    host.facts = { ...host.facts, libvirt: { ...readyLibvirt, domains: [userOfAudio()] } };
    const before = host.facts;
    await expect(hostKernel.delete(context, "host-kernel", state)).rejects.toThrow(
      /domain other has 0000:01:00\.1/,
    );
    expect(host.facts).toBe(before);
    expect(host.reboots).toBe(1);
  });
});

function userOfAudio() {
  const source = "<source><address domain='0x0000' bus='0x01' slot='0x00' function='0x1'/></source>";
  const inactive = parseXml(`<domain><devices><hostdev>${source}</hostdev></devices></domain>`);
  return { name: "other", uuid: "u", state: "shut off", autostart: false, persistent: true, inactive };
}

const readyLibvirt = {
  state: "ready" as const,
  libvirtVersion: "9.0.0",
  pools: [],
  volumes: [],
  domains: [],
  networks: [],
};
