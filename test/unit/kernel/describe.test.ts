import { describe, expect, it } from "vitest";
import { describePlan } from "../../../host/kernel/describe.ts";
import { planBoot } from "../../../host/kernel/plan.ts";
import { bootedHost, freshHost, wantedBoot } from "./lab-host.ts";

const wanted = wantedBoot();
const booted = bootedHost(wanted);

describe("the preview", () => {
  it("of a fresh host names everything", async () => {
    const text = describePlan(planBoot(freshHost(), wanted), wanted, freshHost().pci, "auto");
    const stable = text.replace(/sha256 [0-9a-f]{12}/, "sha256 …").replaceAll(/\(\d+ lines\)/g, "(… lines)");
    await expect(`${stable}\n`).toMatchFileSnapshot("../../golden/kernel/fresh-host.preview");
  });

  it("of module options and a further argument shows them", async () => {
    const goal = wantedBoot({ hugepages: "16", hugepagesz: "1G" }, { kvm: { ignore_msrs: "1" } });
    const text = describePlan(planBoot(booted, goal), goal, booted.pci, "manual");
    const stable = text.replace(/sha256 [0-9a-f]{12}/, "sha256 …");
    await expect(`${stable}\n`).toMatchFileSnapshot("../../golden/kernel/more-arguments.preview");
  });

  it("of a host that is as wanted says so", () => {
    expect(describePlan([], wanted, booted.pci, "auto")).toBe("The host boots as wanted; nothing to do.");
  });
});
