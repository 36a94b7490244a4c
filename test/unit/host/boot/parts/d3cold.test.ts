import { describe, expect, it, test } from "vitest";
import { d3cold } from "../../../../../host/boot/parts/d3cold.ts";
import { describePlan } from "../../../../../host/boot/plan/describe-plan.ts";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import { d3coldRules, parseD3coldRules } from "../../../../../host/boot/settings/vfio-pci.ts";
import { paths } from "../../../../../host/model/managed-paths.ts";
import type { OperationContext } from "../../../../../provider/contract/resource.ts";
import { completeInputs } from "../../../../../provider/resources/host-kernel/complete.ts";
import { hostKernel } from "../../../../../provider/resources/host-kernel/resource.ts";

import { inputs, type State, type Written } from "../../../../../provider/resources/host-kernel/schema.ts";
import { AUDIO, bootedHost, GPU, wantedBoot, withManaged } from "../lab-host.ts";

import { SimulatedHost } from "../simulated-host.ts";

/** Texts of our file: as we wrote it last, and as it is wanted; each may be absent. */
interface Texts {
  readonly ours?: string;
  readonly wanted?: string;
}

const rules = d3coldRules({ [AUDIO]: "8086:293e", [GPU]: "1234:1111" });

describe("the rules that keep a card out of D3cold", () => {
  it("name each function with its ids, so that another card in its place is left alone", () => {
    expect(rules.split("\n").slice(1)).toEqual([
      `ACTION=="add|change", SUBSYSTEM=="pci", KERNEL=="${GPU}", ATTR{vendor}=="0x1234", ATTR{device}=="0x1111", ATTR{d3cold_allowed}="0"`,
      `ACTION=="add|change", SUBSYSTEM=="pci", KERNEL=="${AUDIO}", ATTR{vendor}=="0x8086", ATTR{device}=="0x293e", ATTR{d3cold_allowed}="0"`,
      "",
    ]);
    expect(parseD3coldRules(rules)).toEqual([GPU, AUDIO]);
  });

  it.each([
    ["are obeyed at once where D3cold is allowed", true, { wanted: rules }, [[GPU, false]]],
    ["are obeyed already", false, { ours: rules, wanted: rules }, []],
    ["give the kernel's default back when they go", false, { ours: rules }, [[GPU, true]]],
    ["leave a kernel alone that does not say", undefined, { wanted: rules }, []],
    ["are none by default", true, {}, []],
  ])("%s", (_what, d3coldAllowed, texts: Texts, changes) => {
    const { ours, wanted } = texts;
    const goal = { ...wantedBoot(), files: rulesFile(wanted) };
    const booted = withManaged(bootedHost(goal), { ours: rulesFile(ours) });
    const gpu = booted.pci.filter(({ address }) => address === GPU);
    const plan = d3cold.plan(
      { ...booted, pci: gpu.map((device) => ({ ...device, d3coldAllowed })) },
      goal,
      [],
    );
    expect(plan.map(({ address, allowed }) => [address, allowed])).toEqual(changes);
  });

  it("are shown as a file, and what they do at once, without a reboot", () => {
    const wanted = wantedBoot();
    const goal = { ...wanted, files: { ...wanted.files, [paths.udev]: rules } };
    const booted = bootedHost(wanted);
    const facts = { ...booted, pci: booted.pci.map((device) => ({ ...device, d3coldAllowed: true })) };
    const text = describePlan(planBoot(facts, goal), goal, facts, { host: "ws1", reboot: "auto" });
    expect(text).toMatch(/^new file \/etc\/udev\/rules\.d\/90-pulumi-vfio\.rules$/m);
    expect(text).toContain(`${GPU}: d3cold_allowed 1 -> 0, at once`);
    expect(text).not.toContain("reboot required");
  });
});

test("vfioPci.d3coldAllowed is written, obeyed, found again, and taken back by destroy", async () => {
  const host = new SimulatedHost();
  const fresh = host.facts.pci;
  host.facts = { ...host.facts, pci: fresh.map((device) => ({ ...device, d3coldAllowed: true })) };
  const { context, news } = await declared(host, { vfioPci: { d3coldAllowed: false } });
  const state = (await hostKernel.create(context, { ...news, reboot: "manual" }, false)).state as State;
  const allowed = () => host.facts.pci.map(({ d3coldAllowed }) => d3coldAllowed);
  expect(allowed()).toEqual([false, false, true]);
  expect(host.facts.managed.files[paths.udev]?.text).toContain(`KERNEL=="${GPU}"`);
  const imported = await hostKernel.read(context, "host-kernel", undefined);
  expect(imported?.inputs.vfioPci).toEqual({ d3coldAllowed: false });
  const found = await hostKernel.read(context, "host-kernel", state);
  expect(await hostKernel.diff(context, found?.state ?? state, { ...news, reboot: "manual" })).toEqual([]);
  await hostKernel.delete(context, "host-kernel", state);
  expect(allowed()).toEqual([true, true, true]);
});

function rulesFile(text: string | undefined): Readonly<Record<string, string>> {
  return text === undefined ? {} : { [paths.udev]: text };
}

async function declared(host: SimulatedHost, given: Partial<Written>) {
  const context: OperationContext = {
    urn: "urn",
    host,
    signal: new AbortController().signal,
    log: () => undefined,
    status: () => undefined,
  };
  return {
    context,
    news: await completeInputs(context, inputs.parse({ devices: ["auto"], ...given }), undefined),
  };
}
