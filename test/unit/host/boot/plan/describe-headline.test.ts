import { expect, test } from "vitest";
import { describeHeadline } from "../../../../../host/boot/plan/describe-headline.ts";
import { planBoot } from "../../../../../host/boot/plan/plan-boot.ts";
import { AUDIO, bootedHost, configuredHost, freshHost, GPU, wantedBoot, withManaged } from "../lab-host.ts";

const wanted = wantedBoot();
const named = (name: string | undefined) =>
  freshHost().pci.map((device) => (device.address === GPU ? { ...device, name } : device));

test.each([
  ["a fresh host", freshHost(), "→ vfio-pci · one reboot, tried first · 5 files"],
  ["a host that waits for its reboot", configuredHost(wanted), "→ vfio-pci · one reboot, tried first"],
  [
    "a host that is bound, and lacks its files",
    withManaged(bootedHost(wanted), { files: {} }),
    "on vfio-pci · no reboot · 5 files",
  ],
])("%s", (_what, facts, expected) => {
  const line = describeHeadline(
    "ops@ws1:22",
    planBoot(facts, wanted),
    wanted,
    facts.pci,
    "one reboot, tried first",
  );
  expect(line).toBe(`ws1: Some Display (01:00, 2 functions) ${expected}`);
});

test.each([
  ["NVIDIA Corporation GA104 [GeForce RTX 3070]", "GeForce RTX 3070"],
  ["Advanced Micro Devices, Inc. [AMD/ATI] Navi 22 [Radeon RX 6700]", "Radeon RX 6700"],
  ["Some Display", "Some Display"],
  [undefined, "[1234:1111]"],
])("a card %s is named %s", (name, expected) => {
  const line = describeHeadline("ws1", [], wanted, named(name), "one reboot");
  expect(line).toBe(`ws1: ${expected} (01:00, 2 functions) → vfio-pci · no reboot`);
});

test("a function that is bound already is on vfio-pci", () => {
  const functions = { [AUDIO]: "8086:293e" };
  const { pci } = bootedHost(wanted);
  expect(describeHeadline("ws1", [], { functions }, pci, "one reboot")).toBe(
    "ws1: Some Audio (01:00, 1 function) on vfio-pci · no reboot",
  );
});
