import type { Observation } from "../../../../../host/model/facts/observation.ts";
import type { PciDevice } from "../../../../../host/model/facts/pci-facts.ts";
import type { PciAddress } from "../../../../../host/model/pci-address.ts";
import type { OperationContext } from "../../../../../provider/contract/resource.ts";
import { completeInputs } from "../../../../../provider/resources/host-kernel/complete.ts";
import { hostKernel } from "../../../../../provider/resources/host-kernel/resource.ts";
import { inputs, type Written } from "../../../../../provider/resources/host-kernel/schema.ts";
import { AUDIO } from "../lab-host.ts";
import { SimulatedHost } from "../simulated-host.ts";

export const NIC = "0000:04:00.0" as PciAddress;

/** A function of the host. */
export function one({ pci }: Observation, address: PciAddress): PciDevice {
  const found = pci.find((device) => device.address === address);
  if (found === undefined) throw new Error(`no ${address}`);
  return found;
}

/** The same host with a network function that carries the session. */
export function withNic(facts: Observation): Observation {
  const nic: PciDevice = {
    ...one(facts, AUDIO),
    address: NIC,
    class: "020000",
    driver: "e1000e",
    iommuGroup: 11,
  };
  const part = { use: "this SSH session", device: "enp4s0", addresses: [NIC] };
  return {
    ...facts,
    pci: [...facts.pci, nic],
    lifelines: { ...facts.lifelines, network: { state: "known", addresses: [NIC], parts: [part] } },
  };
}

/** What a preview of the first `up` says, or why it refuses. */
export async function preview(
  given: Partial<Written>,
  change: (facts: Observation) => Observation = (facts) => facts,
) {
  const host = new SimulatedHost();
  host.facts = change(host.facts);
  const said: string[] = [];
  const context: OperationContext = {
    urn: "urn",
    host,
    signal: new AbortController().signal,
    log: (_severity, message) => said.push(message),
    status: () => undefined,
  };
  try {
    const news = await completeInputs(context, inputs.parse({ devices: ["auto"], ...given }), undefined);
    await hostKernel.create(context, news, true);
    return { news, said: said.join("\n"), refusal: undefined };
  } catch (error) {
    return { news: undefined, said: said.join("\n"), refusal: String(error) };
  }
}
