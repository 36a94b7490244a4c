import { describe, expect, it } from "vitest";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import type { TrialState } from "../../../../../host/model/facts/trial-facts.ts";
import { freshHost, labObservation } from "../lab-host.ts";
import { SimulatedHost } from "../simulated-host.ts";
import { failure, settle, undo, wanted } from "./trial-runs.ts";

describe("a run that is stopped while it waits for the trial", () => {
  it("says how long the trial waits, and the next run keeps it without another reboot", async () => {
    const { host } = await stopped();
    host.boot();
    await expect(settle(host)).resolves.toEqual({ pending: [] });
    expect(planBoot(host.facts, wanted)).toEqual([]);
    expect([host.reboots, host.facts.trial.record]).toEqual([1, undefined]);
  });

  it("is followed by a new trial when the host has returned meanwhile", async () => {
    const { host } = await stopped();
    host.trialComesUp = false;
    host.boot();
    host.trialComesUp = true;
    host.comesBack = true;
    await expect(settle(host)).resolves.toMatchObject({ pending: [], rebooted: {} });
    expect(host.reboots).toBe(2);
  });

  it("is followed by an undo that ends the trial of the change", async () => {
    const { host } = await stopped();
    host.comesBack = true;
    host.boot();
    await expect(undo(host)).resolves.toEqual({ remarks: [], pending: [] });
    expect(host.facts.pci).toEqual(freshHost().pci);
    expect(host.facts.managed).toEqual(labObservation(freshHost()).managed);
  });
});

describe("a confirmed trial that cannot be kept now", () => {
  const full = { code: 76, stdout: "", stderr: "no space left" };

  it("is gone on with by the next run, without another reboot", async () => {
    const host = new SimulatedHost();
    host.commitRefusal = full;
    const error = await failure(settle(host));
    expect(error).toMatchObject({
      name: "NotSettled",
      problem: {
        what: expect.stringMatching(/^The trial is good, and is not the default yet/),
        found: "no space left",
      },
    });
    expect(host.facts.trial.record?.state).toBe("committing");
    expect(await failure(settle(host))).toMatchObject({
      name: "NotSettled",
      problem: { found: "no space left" },
    });
    host.commitRefusal = undefined;
    await expect(settle(host)).resolves.toEqual({ pending: [] });
    expect([host.reboots, host.facts.trial.record]).toEqual([1, undefined]);
  });

  it("is planned anew when somebody has changed the host since", async () => {
    const host = new SimulatedHost();
    host.commitRefusal = full;
    await failure(settle(host));
    host.facts = { ...host.facts, kernel: labObservation(freshHost()).kernel, pci: freshHost().pci };
    host.commitRefusal = { code: 75, stdout: "", stderr: "changed by somebody" };
    const run = settle(host);
    host.commitRefusal = { code: 75, stdout: "", stderr: "changed by somebody" };
    expect(await failure(run)).toMatchObject({ name: "FellBack" });
    expect(host.facts.trial.record).toBeUndefined();
    host.commitRefusal = undefined;
    await expect(settle(host)).resolves.toMatchObject({ pending: [] });
  });

  it("is not settled either when the run is stopped just then", async () => {
    const host = new SimulatedHost();
    host.commitFails = new Error("cancelled");
    expect(await failure(settle(host))).toMatchObject({
      name: "NotSettled",
      problem: { what: expect.stringMatching(/is not the default yet: cancelled$/) },
    });
  });
});

describe("what is left of an earlier trial", () => {
  it("is taken away by an undo that has nothing else to do, when it has no record yet", async () => {
    const host = new SimulatedHost();
    host.facts = { ...host.facts, trial: { ...host.facts.trial, leftOver: true } };
    await undo(host);
    expect(host.facts.trial.leftOver).toBeUndefined();
  });

  it.each<TrialState>(["fell-back", "rejected"])("is taken away first when it is %s", async (state) => {
    const host = new SimulatedHost();
    left(host, state, 1_990);
    await expect(settle(host)).resolves.toMatchObject({ pending: [], rebooted: {} });
    expect([host.reboots, host.facts.trial.record]).toEqual([1, undefined]);
  });

  it.each([
    ["armed", "just now", 1_990, 50_000],
    ["staged", "just now", 1_990, 50_000],
    ["armed", "long ago", 1_000, 0],
    ["staged", "long ago", 1_000, 0],
  ] as const)(
    "is taken away when it was %s %s, after waiting for its reboot where there may be one",
    async (state, _when, since, waits) => {
      const [host, other] = [new SimulatedHost(), new SimulatedHost()];
      left(host, state, since);
      await expect(settle(host)).resolves.toMatchObject({ pending: [], rebooted: {} });
      await settle(other);
      expect([host.reboots, host.clock.now() - other.clock.now()]).toEqual([1, waits]);
    },
  );
});

function left(host: SimulatedHost, state: TrialState, since: number): void {
  const record = { id: "other", state, bootId: "boot-1", since, seconds: 180 };
  host.facts = { ...host.facts, trial: { ...host.facts.trial, record } };
}

async function stopped() {
  const abort = new AbortController();
  const host = new SimulatedHost(abort);
  host.comesBack = false;
  expect(await failure(settle(host, abort.signal))).toMatchObject({
    name: "NotSettled",
    problem: {
      what: "Stopped during the reboot into the trial, before what is tried was kept",
      next: expect.stringContaining("within 180 s of the trial's start it goes on with it"),
    },
  });
  return { host };
}
