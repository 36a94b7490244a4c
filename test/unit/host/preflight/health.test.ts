import { expect, test } from "vitest";
import type { PciDevice } from "../../../../host/model/facts/pci-facts.ts";
import { power } from "../../../../host/preflight/health.ts";
import { GPU, gpu } from "./changes.ts";
import { labFacts } from "./preflight-facts.ts";

test.for<[string, Partial<PciDevice>, readonly string[], string, string, boolean]>([
  [
    "one that is awake",
    { powerState: "D0", d3coldAllowed: true },
    [],
    "yes",
    `${GPU} D0, d3cold_allowed 1; no setting keeps them from D3cold`,
    false,
  ],
  [
    "one without power, with its host's driver",
    { powerState: "D3cold", d3coldAllowed: true, driver: "nouveau" },
    [],
    "no",
    `${GPU} sleeps without power (D3cold); ${GPU} D3cold, d3cold_allowed 1; no setting keeps them from D3cold`,
    true,
  ],
  [
    "the same where a setting is going to keep it awake",
    { powerState: "D3cold", d3coldAllowed: true, driver: "nouveau" },
    ["vfioPci.d3coldAllowed is false"],
    "no",
    `${GPU} sleeps without power (D3cold); ${GPU} D3cold, d3cold_allowed 1; vfioPci.d3coldAllowed is false`,
    false,
  ],
  [
    "one of a kernel that says nothing",
    { powerState: undefined, d3coldAllowed: undefined },
    [],
    "yes",
    `${GPU} unknown; no setting keeps them from D3cold`,
    false,
  ],
])(
  "a card stuck in D3cold is told before it is taken: %s",
  ([, own, keptAwake, answer, evidence, advised]) => {
    const facts = gpu(own)(labFacts());
    const functions = facts.pci.filter(({ address }) => address === GPU);
    const [check] = power(facts, { functions, keptAwake });
    expect(check).toMatchObject({ id: "power-state", weight: "soft", answer, evidence });
    expect(check?.next?.includes("vfioPci: { d3coldAllowed: false }") ?? false).toBe(advised);
  },
);
