import { expect, test } from "vitest";
import type { ConditionFacts } from "../../../../../host/model/facts/condition-facts.ts";
import type { OperationContext } from "../../../../../provider/contract/resource.ts";
import { completeInputs } from "../../../../../provider/resources/host-kernel/complete.ts";
import { inputs, type Written } from "../../../../../provider/resources/host-kernel/schema.ts";
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
