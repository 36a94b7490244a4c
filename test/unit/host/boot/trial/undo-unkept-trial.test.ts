import { expect, it } from "vitest";
import { freshHost, labObservation } from "../lab-host.ts";
import { SimulatedHost } from "../simulated-host.ts";
import { failure, settle, undo } from "./trial-runs.ts";

it("is possible where a confirmed trial cannot be kept, whose cause stays", async () => {
  const host = new SimulatedHost();
  host.commitRefusal = { code: 76, stdout: "", stderr: "the menu cannot be made" };
  expect(await failure(settle(host))).toMatchObject({ name: "NotSettled" });
  expect(host.facts.trial.record?.state).toBe("committing");
  const problem = {
    what: "The host would have to be rebooted without a way back",
    found: expect.stringMatching(
      /^the host still runs a trial, which was given up or changed since, .*: they differ in iommu, vfio_bind$/,
    ),
    next: expect.stringMatching(/^reboot the host by hand .*run the same command again/),
  };
  expect(await failure(undo(host))).toMatchObject({ problem });
  expect(host.facts.trial.record).toBeUndefined();
  host.boot();
  await expect(undo(host)).resolves.toMatchObject({ pending: [] });
  expect(host.facts.pci).toEqual(labObservation(freshHost()).pci);
});

it("leaves the trial to the next run when it is stopped just then", async () => {
  const host = new SimulatedHost();
  host.commitRefusal = { code: 76, stdout: "", stderr: "the menu cannot be made" };
  await failure(settle(host));
  expect(await failure(undo(host, AbortSignal.abort()))).toMatchObject({ name: "NotSettled" });
  expect(host.facts.trial.record?.state).toBe("committing");
});
