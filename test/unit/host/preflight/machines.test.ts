import { describe, expect, test } from "vitest";
import { guardFunctions } from "../../../../host/pci/guard.ts";
import { selectFunctions } from "../../../../host/pci/select.ts";
import { failures, preflight, remarks } from "../../../../host/preflight/preflight.ts";
import { machines } from "../pci/machine.ts";
import { selectors } from "../selectors.ts";
import { labFacts, machineFacts, machineNamed, recordedCondition } from "./preflight-facts.ts";

describe.for(machines().map((machine) => [machine.slug, machine] as const))("%s", ([, machine]) => {
  const rows = machine.expect.map(
    (one) => [`${one.select.join(" + ")} ${JSON.stringify(one.given ?? {})}`, one] as const,
  );
  test.for(rows)(
    "%s is refused for exactly what the guard refuses",
    ([, { select, given, allowBootDisplay = false }]) => {
      const facts = machineFacts(machine, given);
      const { functions } = selectFunctions(selectors(select), facts.pci);
      const { refusals } = guardFunctions(functions, facts, { allowBootDisplay });
      const checks = preflight(facts, { functions });
      expect(
        failures(checks, { allowBootDisplay })
          .map(({ evidence }) => evidence.split("\n")[0])
          .sort(),
      ).toEqual(refusals.map(({ what }) => what).sort());
      for (const { id, answer, next, evidence } of checks) {
        expect([id, evidence]).not.toContain("");
        if (answer === "yes") expect(next).toBeUndefined();
      }
    },
  );
});

test("everything that fails is told at once", () => {
  const facts = machineFacts(machineNamed("z170-gtx960-root-port-in-group"));
  const functions = facts.pci.filter(({ address }) =>
    ["0000:00:01.0", "0000:00:02.0", "0000:00:17.0", "0000:00:1f.6"].includes(address),
  );
  const ids = failures(preflight(facts, { functions }), {}).map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(["no-bridge", "boot-display", "system-disk", "ssh-network"]));
});

test("neither the way in nor a disk in use can be allowed", () => {
  const facts = machineFacts(machineNamed("z170-gtx960-root-port-in-group"));
  const functions = facts.pci.filter(({ address }) => ["0000:00:17.0", "0000:00:1f.6"].includes(address));
  const all = {
    allowBootDisplay: true,
    allowUnknownLifelines: true,
    allowDisplayInUse: true,
    allowUnsafeInterrupts: true,
  };
  const ids = failures(preflight(facts, { functions }), all).map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(["system-disk", "ssh-network"]));
});

test("a member of a group that is in the way is named with what the host uses it for", () => {
  const machine = machineNamed("b550-lexa-in-chipset-group");
  const facts = machineFacts(machine);
  const { functions } = selectFunctions(selectors(["04:00"]), facts.pci);
  const [check] = failures(preflight(facts, { functions }), {}).filter(({ id }) => id === "group-viable");
  expect(check?.evidence).toMatch(/^ *0000:05:00\.0 .*the host's own on x/m);
});

test("a function of the card that stays behind is named", () => {
  const facts = machineFacts(machineNamed("z690-navi22-rx560-thunderbolt"));
  const { functions } = selectFunctions(selectors(["03:00.0"]), facts.pci);
  const [remark] = remarks(preflight(facts, { functions })).filter(({ id }) => id === "whole-card");
  expect(remark?.evidence).toMatch(/\n0000:03:00\.1 .*snd_hda_intel/);
});

test("the lab workstation passes, and nothing is remarked on", () => {
  const facts = { ...labFacts(), condition: recordedCondition };
  const { functions } = selectFunctions(selectors(["auto"]), facts.pci);
  const checks = preflight(facts, { functions });
  expect(failures(checks, {})).toEqual([]);
  expect(remarks(checks)).toEqual([]);
});
