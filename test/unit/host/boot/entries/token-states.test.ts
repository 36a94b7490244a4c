import { describe, expect, it } from "vitest";
import { describeTokens, tokenStates } from "../../../../../host/boot/entries/token-states.ts";
import type { BootFacts } from "../../../../../host/model/boot/boot-facts.ts";
import { tokensOf } from "../../../../../host/model/command-line/arguments.ts";
import { BIND, bootedHost, configuredHost, entries, freshHost, wantedBoot } from "../lab-host.ts";

const wanted = wantedBoot();
const booted = bootedHost(wanted);
const PENDING = "configured, waits for the reboot";

function shown(facts: BootFacts, goal = wanted): readonly string[] {
  return describeTokens(tokenStates(facts, tokensOf(goal.commandLine)));
}

function running(facts: BootFacts, commandLine: string): BootFacts {
  return { ...facts, kernel: { ...facts.kernel, commandLine } };
}

function configured(facts: BootFacts, tokens: string): BootFacts {
  return { ...facts, bootLoader: { loader: "grub", entries: entries(tokens, ["/boot/vfio/early.cpio"]) } };
}

describe("the state of the kernel arguments", () => {
  it.each<[string, BootFacts, readonly string[]]>([
    ["a fresh host", freshHost(), ["+ iommu=pt  (new)", `+ ${BIND}  (new)`]],
    [
      "a host that waits for its reboot",
      configuredHost(wanted),
      [`  iommu=pt  (${PENDING})`, `  ${BIND}  (${PENDING})`],
    ],
    ["a host that was booted so", booted, ["  iommu=pt  (in effect)", `  ${BIND}  (in effect)`]],
    [
      "a menu that lost one, while the system still runs with it",
      configured(booted, ` ${BIND}`),
      ["+ iommu=pt  (new)", `  ${BIND}  (in effect)`],
    ],
    [
      "an entry with a later value that takes it back",
      configured(booted, ` ${BIND} iommu=pt iommu=off`),
      ["+ iommu=pt  (new)", `  ${BIND}  (in effect)`],
    ],
    [
      "a running system with a later value",
      running(booted, `ro iommu=pt ${BIND} iommu=off`),
      [`  iommu=pt  (${PENDING})`, `  ${BIND}  (in effect)`],
    ],
    [
      "a menu without entries",
      { ...booted, bootLoader: { loader: "grub", entries: [] } },
      ["+ iommu=pt  (new)", `+ ${BIND}  (new)`],
    ],
  ])("of %s", (_what, facts, lines) => {
    expect(shown(facts)).toEqual(lines);
  });

  it("has what must go, until the reboot", () => {
    const before = bootedHost(wantedBoot({ quirk: "1" }));
    const rest = ["  iommu=pt  (in effect)", `  ${BIND}  (in effect)`];
    expect(shown(before)).toEqual(["- quirk=1  (not wanted any more)", ...rest]);
    const written = { ...configured(before, ` iommu=pt ${BIND}`) };
    expect(shown(written)).toEqual(["  quirk=1  (removed, in effect until the reboot)", ...rest]);
    expect(shown(running(written, `ro iommu=pt ${BIND}`))).toEqual(rest);
  });
});
