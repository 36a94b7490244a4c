import { expect, it } from "vitest";
import { planReboot } from "../../../../../host/boot/trial/plan-trial.ts";
import { freshHost, labObservation, trialFacts } from "../lab-host.ts";

const facts = labObservation(freshHost());
const stored = { stored: true };
const cautious = { allowUnprotectedReboot: false, allowUnprovenBaseline: false };
const trial = { ...trialFacts, encrypted: { cryptroot: true }, encryptedMenu: ["cryptroot"] };

it("refuses a trial where GRUB asks for a passphrase at every boot, also when the root opens on its own", () => {
  expect(planReboot({ ...facts, trial }, stored, cautious)).toMatchObject({
    kind: "refused",
    problems: [
      { what: expect.stringContaining("cryptroot, for which GRUB asks for a passphrase at every boot") },
    ],
  });
});

it("does not care what GRUB would ask where another loader starts the host", () => {
  const bootLoader = { ...facts.bootLoader, loader: "systemd-boot" } as const;
  expect(JSON.stringify(planReboot({ ...facts, bootLoader, trial }, stored, cautious))).not.toContain(
    "GRUB asks",
  );
});
