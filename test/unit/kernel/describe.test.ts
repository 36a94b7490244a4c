import { describe, expect, it } from "vitest";
import { describePlan } from "../../../host/kernel/plan/describe.ts";
import { planBoot } from "../../../host/kernel/plan/plan.ts";
import { sysctlFiles } from "../../../host/kernel/plan/wanted.ts";
import { paths } from "../../../host/kernel/transaction/managed.ts";
import { bootedHost, configuredHost, freshHost, wantedBoot, withManaged } from "./lab-host.ts";

const wanted = wantedBoot();
const booted = bootedHost(wanted);

describe("the preview", () => {
  it("of a fresh host names everything", async () => {
    const text = describePlan(planBoot(freshHost(), wanted), wanted, freshHost(), "auto");
    const stable = text.replace(/sha256 [0-9a-f]{12}/, "sha256 …").replaceAll(/\(\d+ lines\)/g, "(… lines)");
    await expect(`${stable}\n`).toMatchFileSnapshot("../../golden/kernel/fresh-host.preview");
  });

  it("of module options and a further argument shows them", async () => {
    const goal = wantedBoot({ hugepages: "16", hugepagesz: "1G" }, { kvm: { ignore_msrs: "1" } });
    const text = describePlan(planBoot(booted, goal), goal, booted, "manual");
    const stable = text.replace(/sha256 [0-9a-f]{12}/, "sha256 …");
    await expect(`${stable}\n`).toMatchFileSnapshot("../../golden/kernel/more-arguments.preview");
  });

  it("of a host that waits for its reboot shows what it has and what it lacks", async () => {
    const before = configuredHost(wanted);
    const facts = { ...before, kernel: { ...before.kernel, commandLine: "ro iommu=pt" } };
    const text = describePlan(planBoot(facts, wanted), wanted, facts, "manual");
    await expect(`${text}\n`).toMatchFileSnapshot("../../golden/kernel/waiting.preview");
  });

  it("of a sysctl shows that it is set at once", () => {
    const goal = { ...wanted, files: { ...wanted.files, ...sysctlFiles({ "vm.swappiness": "10" }) } };
    const text = describePlan(planBoot(booted, goal), goal, booted, "auto");
    expect(text).toMatch(/^new file \/etc\/sysctl.d\/90-pulumi-vfio.conf$/m);
    expect(text).toMatch(/^sysctl vm.swappiness: \? -> 10, at once$/m);
    expect(text).not.toMatch(/reboot required|kernel command line|boot menu .* made anew/);
  });

  it("of a copy that is not there says that the file is as wanted", () => {
    const facts = withManaged(booted, { ours: { ...booted.managed.ours, [paths.build]: "" } });
    const [line] = describePlan(planBoot(facts, wanted), wanted, facts, "auto").split("\n");
    expect(line).toBe(
      `${paths.build} is as wanted; the copy that tells what we wrote, which an earlier run did not come to, is written again`,
    );
  });

  it("of a host that is as wanted says so", () => {
    expect(describePlan([], wanted, booted, "auto")).toBe("The host boots as wanted; nothing to do.");
  });
});
