import { describe, expect, it } from "vitest";
import type { BootChange } from "../../../../../host/boot/parts/parts.ts";
import { describeReboot } from "../../../../../host/boot/trial/describe-reboot.ts";
import { rebootOf } from "../../../../../host/boot/trial/plan-trial.ts";
import type { TrialState } from "../../../../../host/model/facts/trial-facts.ts";
import { freshHost, labObservation, trialFacts } from "../lab-host.ts";

const facts = labObservation(freshHost());
const changes: readonly BootChange[] = [
  { kind: "menu", what: "x", because: "x" },
  { kind: "reboot", because: ["options of modules"] },
];
const wish = { reboot: "auto", allowUnprotectedReboot: false, allowUnprovenBaseline: false } as const;

/** A host that runs something else than what its default entry starts. */
function on(state: TrialState, line: string) {
  const record = { id: "0badcafe", state, bootId: "b", since: 1_900, seconds: 180 };
  const kernel = { ...facts.kernel, commandLine: `root=UUID=x ro quiet vfio_bind=a ${line}` };
  return { ...facts, kernel, trial: { ...trialFacts, record } };
}

describe("a host with a trial of an earlier run", () => {
  it.each<[string, TrialState, string]>([
    ["that runs", "armed", "pulumi_vfio_trial=0badcafe"],
    ["that was confirmed", "committing", "pulumi_vfio_trial=0badcafe"],
    ["that was confirmed, and cut off", "committing", ""],
  ])("%s is not asked whether it could return: that run is gone on with first", (_what, state, line) => {
    const plan = rebootOf(on(state, line), changes, wish);
    expect(plan).toEqual({ kind: "resumed" });
    expect(plan && describeReboot(plan)).toEqual([
      expect.stringContaining("resumes it first"),
      "  a reboot may not be needed then",
    ]);
  });

  it.each<[string, TrialState, string]>([
    ["that was rejected", "rejected", "pulumi_vfio_trial=0badcafe"],
    ["that did not come up", "fell-back", ""],
    ["that is another's", "armed", "pulumi_vfio_trial=other"],
  ])("%s is asked", (_what, state, line) => {
    expect(rebootOf(on(state, line), changes, wish)).toMatchObject({ kind: "refused" });
  });
});
