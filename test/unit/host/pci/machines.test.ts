import { describe, expect, test } from "vitest";
import { describeProblems } from "../../../../host/model/problem.ts";
import { endpointsOf } from "../../../../host/pci/display-functions.ts";
import { guardFunctions } from "../../../../host/pci/guard.ts";
import { foreignMembers, groupsOf } from "../../../../host/pci/iommu-groups.ts";
import { selectFunctions } from "../../../../host/pci/select.ts";
import { selectors } from "../selectors.ts";
import { type Expected, factsOf, machines } from "./machine.ts";

test("there are fifteen recorded machines", () => {
  expect(machines()).toHaveLength(15);
});

describe.for(machines().map((machine) => [machine.slug, machine] as const))("%s", ([, machine]) => {
  const facts = factsOf(machine);

  test.for(Object.entries(machine.foreign))("what is in the way of slot %s", ([slot, foreign]) => {
    const functions = endpointsOf(slot, facts.pci);
    expect(functions).not.toEqual([]);
    const found = groupsOf(functions).flatMap((group) => foreignMembers(group, functions, facts.pci));
    expect(found.map(({ address }) => address)).toEqual(foreign);
  });

  test.for(machine.expect.map((one): [string, Expected] => [titleOf(one), one]))("%s", ([, expected]) => {
    const given = factsOf(machine, expected.given);
    const { functions, problems } = selectFunctions(selectors(expected.select), given.pci);
    const { refusals } = guardFunctions(functions, given, { allowBootDisplay: expected.allowBootDisplay });
    const all = [...problems, ...refusals];
    expect({
      functions: functions.map(({ address }) => address),
      codes: all.map(({ code }) => code),
    }).toEqual({
      functions: expected.functions,
      codes: expected.codes,
    });
    expect(
      describeProblems(all)
        .split("\n")
        .filter((line) => line.startsWith("  Next: ")),
    ).toHaveLength(all.length);
  });
});

function titleOf({ select, given, allowBootDisplay, codes, because }: Expected): string {
  const where = given === undefined ? "" : ` with ${JSON.stringify(given)}`;
  const allowed = allowBootDisplay ? " and the boot display allowed" : "";
  const outcome = codes.length === 0 ? "can be passed through" : codes.join(", ");
  return `${select.join(" + ")}${where}${allowed}: ${outcome}${because === undefined ? "" : ` (${because})`}`;
}
