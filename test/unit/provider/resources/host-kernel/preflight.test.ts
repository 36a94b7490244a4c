import { expect, test } from "vitest";
import type { ConditionFacts } from "../../../../../host/model/facts/condition.ts";
import type { OperationContext } from "../../../../../provider/contract/resource.ts";
import { completeInputs } from "../../../../../provider/resources/host-kernel/complete.ts";
import { hostKernel } from "../../../../../provider/resources/host-kernel/resource.ts";
import { inputs, type State, type Written } from "../../../../../provider/resources/host-kernel/schema.ts";
import { GPU, heldBy } from "../../../host/boot/lab-host.ts";
import { SimulatedHost } from "../../../host/boot/simulated-host.ts";

test("a hard no stops the preview, and is lifted by its own setting only", async () => {
  const host = inCondition({ interruptRemapping: false });
  await expect(checked(host, {})).rejects.toThrow(
    /without interrupt remapping[\s\S]*set allowUnsafeInterrupts/,
  );
  await expect(checked(host, { allowDisplayInUse: true })).rejects.toThrow("interrupt remapping");
  const { news } = await checked(host, { allowUnsafeInterrupts: true });
  expect(news.commandLine).toMatchObject({ "vfio_iommu_type1.allow_unsafe_interrupts": "1" });
});

test("without that setting nothing is set for it", async () => {
  const { news } = await checked(new SimulatedHost(), {});
  expect(Object.keys(news.commandLine ?? {}).filter((name) => name.includes("unsafe"))).toEqual([]);
});

test("a card that shows somebody's picture is refused, and can be taken all the same", async () => {
  const host = inCondition({ displayHolders: [{ address: GPU, node: "card1", process: "Xorg", pid: 812 }] });
  const connectors = [{ name: "DP-1", status: "connected" as const }];
  host.facts = {
    ...host.facts,
    pci: host.facts.pci.map((device) => (device.address === GPU ? { ...device, connectors } : device)),
  };
  await expect(checked(host, {})).rejects.toThrow(/Xorg \(812\).*DP-1/);
  await expect(checked(host, { allowDisplayInUse: true })).resolves.toBeDefined();
});

test("what is worth knowing is said while the functions are not taken yet", async () => {
  const host = inCondition({ framebuffers: [{ owner: "efifb", address: GPU }] });
  const first = await checked(host, {});
  expect(first.said).toEqual([
    expect.stringMatching(
      /^warning: Worth knowing before this is done:\n- efifb in the memory of 0000:01:00\.0/,
    ),
  ]);
  for (const { address } of host.facts.pci) host.facts = heldBy(host.facts, address, "vfio-pci");
  expect((await checked(host, {})).said).toEqual([]);
});

test("the memory of the guest is compared with what is free, less the large pages of the next boot", async () => {
  const host = inCondition({ memoryAvailableBytes: 20 * 2 ** 30 });
  host.facts = {
    ...host.facts,
    kernel: {
      ...host.facts.kernel,
      memoryBytes: 32 * 2 ** 30,
      cpu: { ...host.facts.kernel.cpu, gigabytePages: true },
    },
  };
  expect((await checked(host, { guestMemory: "16 GiB" })).said).toEqual([]);
  const note = /^warning: Worth knowing.*\n- the guest needs .* are free/;
  expect((await checked(host, { guestMemory: "24 GiB" })).said).toEqual([expect.stringMatching(note)]);
  const { said } = await checked(host, { guestMemory: "16 GiB", hugepages: { size: "1G", count: 16 } });
  expect(said).toEqual([expect.stringMatching(/the guest needs 16\.0 GiB.*16\.0 GiB more will be/)]);
});

test("another size of the guest changes nothing on the host", async () => {
  const host = new SimulatedHost();
  const { news, context } = await checked(host, { guestMemory: "8 GiB" });
  const { state } = await hostKernel.create(context, news, false);
  const other = (await checked(host, { guestMemory: "4 GiB" })).news;
  expect(other.guestMemory).toBe(4 * 2 ** 30);
  expect(await hostKernel.diff(context, state as State, other)).toEqual([]);
  expect((await hostKernel.read(context, "host-kernel", state as State))?.inputs.guestMemory).toBe(
    8 * 2 ** 30,
  );
});

test("a host in order is told nothing", async () => {
  expect((await checked(new SimulatedHost(), {})).said).toEqual([]);
});

function inCondition(own: Partial<ConditionFacts>): SimulatedHost {
  const host = new SimulatedHost();
  host.facts = { ...host.facts, condition: { ...host.facts.condition, ...own } };
  return host;
}

async function checked(host: SimulatedHost, given: Partial<Written>) {
  const said: string[] = [];
  const context: OperationContext = {
    urn: "urn",
    host,
    signal: new AbortController().signal,
    log: (severity, message) => said.push(`${severity}: ${message}`),
    status: () => undefined,
  };
  const news = await completeInputs(context, inputs.parse({ devices: ["auto"], ...given }), undefined);
  return { news, said, context };
}
