import type { OperationContext } from "../../../../../provider/contract/resource.ts";
import { hostKernel } from "../../../../../provider/resources/host-kernel/resource.ts";
import {
  type Inputs,
  inputs,
  type State,
  type Written,
} from "../../../../../provider/resources/host-kernel/schema.ts";
import { encodeProperties } from "../../../../../provider/schema/stored.ts";
import { SimulatedHost } from "../../../host/boot/simulated-host.ts";

/** What the resource makes of what is declared. `said`: everything that it has told people. */
export async function declared(host: SimulatedHost, given: Partial<Written>, olds?: Inputs) {
  const messages: string[] = [];
  const context: OperationContext = {
    urn: "urn",
    host,
    signal: new AbortController().signal,
    log: (severity, message) => messages.push(`${severity}: ${message}`),
    status: () => undefined,
  };
  const parsed: Inputs = inputs.parse(given);
  const news = (await hostKernel.check?.(context, parsed, olds)) ?? parsed;
  return { context, news, said: () => messages.join("\n") };
}

/** Inputs as a user would write them. */
export function written(values: Partial<Inputs>): Partial<Written> {
  return encodeProperties(inputs.shape, values);
}

/**
 * A host whose functions were declared and brought there. `changes`, `update`: what a later run finds, and
 * does.
 */
export async function created(reboot: "auto" | "manual") {
  const host = new SimulatedHost();
  const first = await declared(host, { devices: ["auto"], reboot });
  const made = await hostKernel.create(first.context, first.news, false);
  let state = made.state as State;
  const refreshed = async (consent: "auto" | "manual", given: Partial<Written> = {}) => {
    const found = await hostKernel.read(first.context, "host-kernel", state);
    if (found === undefined) throw new Error("gone");
    state = found.state;
    const { news } = await declared(host, { devices: ["auto"], reboot: consent, ...given }, found.inputs);
    return news;
  };
  return {
    ...first,
    host,
    state,
    changes: async (consent = reboot, given: Partial<Written> = {}) => {
      const news = await refreshed(consent, given);
      return hostKernel.diff(first.context, state, news);
    },
    update: async (consent = reboot, given: Partial<Written> = {}) => {
      const news = await refreshed(consent, given);
      state = { ...state, ...(await hostKernel.update(first.context, "host-kernel", state, news, false)) };
    },
  };
}
