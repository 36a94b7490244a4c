import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hostFacts } from "../../../../host/host-facts.ts";
import type { Observation } from "../../../../host/model/facts/observation.ts";
import { getHostFacts } from "../../../../provider/invokes/get-host-facts.ts";
import { projectDir } from "../../../../toolchain/local/paths.mjs";
import { freshHost } from "../../host/boot/lab-host.ts";

const recorded = JSON.parse(
  readFileSync(join(projectDir, "test", "cases", "facts", "lab-standard", "facts.json"), "utf8"),
);
const packages = { manager: "apt", installed: { ovmf: "2022.11" }, broken: [], locked: false, units: [] };
const observation: Observation = {
  ...recorded,
  managed: freshHost().managed,
  interfaces: [],
  libvirt: { state: "absent" },
  packages,
};
const facts = hostFacts("ops@ws1:22", observation);

test("the published schema has every fact, at every depth", () => {
  const plain = JSON.parse(JSON.stringify(facts));
  expect(getHostFacts.outputs.parse(plain)).toEqual(plain);
});

test("what is decided is among the facts", () => {
  expect(facts).toMatchObject({
    host: "ops@ws1:22",
    iommu: { state: "on", neededTokens: {}, addressWidth: 48 },
    bootLoader: { name: "grub" },
    initramfs: "initramfs-tools",
    virtualisation: { libvirt: "absent", firmware: [] },
    packages: {
      manager: "apt",
      installed: { ovmf: "2022.11" },
      missing: expect.arrayContaining(["qemu-utils"]),
    },
  });
  expect(facts.kernel.configuredCommandLine).toContain("no_timer_check");
});

test("cards say whether they can be passed through", () => {
  const cards = facts.cards.map(({ slot, isBootDisplay, problems }) => [
    slot,
    isBootDisplay,
    problems.map(({ code }) => code),
  ]);
  expect(cards).toEqual([
    ["0000:00:01", true, ["boot-display"]],
    ["0000:01:00", false, []],
  ]);
});

test("every card has its preflight", () => {
  const failed = Object.entries(facts.preflight).map(([slot, checks]) => [
    slot,
    checks.filter(({ weight, answer }) => weight === "hard" && answer !== "yes").map(({ id }) => id),
  ]);
  expect(failed).toEqual([
    ["0000:00:01", ["boot-display"]],
    ["0000:01:00", []],
  ]);
});
