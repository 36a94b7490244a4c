import { expect, it } from "vitest";
import { planReboot } from "../../../../../host/boot/trial/plan-trial.ts";
import { freshHost, labObservation } from "../lab-host.ts";

const facts = labObservation(freshHost());
const stored = { stored: true };
const cautious = { allowUnprotectedReboot: false, allowUnprovenBaseline: false };

function waiting(seconds: string) {
  const grub = {
    configFile: "",
    environment: {},
    usesLoaderEntries: false,
    settings: { GRUB_TIMEOUT: seconds },
  };
  return { ...facts, bootLoader: { ...facts.bootLoader, grub } };
}

it("refuses a trial where GRUB waits for a person at every boot, also at the one that returns", () => {
  expect(planReboot(waiting("-1"), stored, cautious)).toMatchObject({
    kind: "refused",
    problems: [
      { what: expect.stringContaining("GRUB_TIMEOUT=-1"), next: expect.stringContaining("update-grub") },
    ],
  });
  expect(planReboot(waiting("0"), stored, cautious)).toMatchObject({ kind: "trial" });
});
