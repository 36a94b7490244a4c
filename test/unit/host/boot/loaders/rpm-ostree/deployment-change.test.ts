import { describe, expect, it } from "vitest";
import { effectiveProblems } from "../../../../../../host/boot/entries/effective-entries.ts";
import { parseBootLoader } from "../../../../../../host/boot/loaders/parse-boot-loader.ts";
import { changeInstructions } from "../../../../../../host/boot/plan/change-instructions.ts";
import { planBoot } from "../../../../../../host/boot/plan/plan-boot.ts";
import { planUndo } from "../../../../../../host/boot/undo-plan.ts";
import { completeBoot } from "../../../../../../host/boot/wanted/complete-boot.ts";
import { sha256 } from "../../../../../../host/model/facts/managed-facts.ts";
import type { Observation } from "../../../../../../host/model/facts/observation.ts";
import { caseOf } from "../boot-loader-cases.ts";
import { BOOTED, declared, host, STAGED, tokens, wantedFunctions } from "./deployed-host.ts";

describe("a change of deployments", () => {
  const fresh = host(BOOTED);
  const wanted = completeBoot("ws1", fresh, wantedFunctions(fresh), declared());

  it("is by ids, with the module in the initramfs of the new deployment", () => {
    expect(Object.keys(wanted.files)).toEqual(["/usr/local/lib/pulumi-vfio/arguments"]);
    expect(wanted.commandLine).toMatchObject({
      "vfio-pci.ids": "1234:1111:1af4:1100,8086:293e",
      "rd.driver.pre": "vfio-pci",
    });
    const instructions = changeInstructions(planBoot(fresh, wanted), wanted, fresh);
    expect(instructions).toContain("deployment");
    expect(instructions).toContain("initramfs disabled enable LS1mb3JjZS1kcml2ZXJz dmZpby1wY2k=");
  });

  it("leaves nothing but the reboot when the deployment is staged", () => {
    const facts = stored(STAGED);
    expect(planBoot(facts, wanted).map(({ kind }) => kind)).toEqual(["reboot"]);
    expect(effectiveProblems(facts, wanted)).toEqual([]);
  });

  it("is not complete while the initramfs is not known to have the module", () => {
    const facts = stored(STAGED, "");
    expect(effectiveProblems(facts, wanted)).toEqual([
      expect.stringContaining("its initramfs is not known to have vfio-pci"),
    ]);
    const lacking = stored(STAGED, "deployment-image lacks");
    expect(planBoot(lacking, wanted)).toContainEqual(
      expect.objectContaining({ kind: "menu", because: "its initramfs does not have vfio-pci" }),
    );
  });

  it("is not complete when the deployment has another kernel, and it is not known what its initramfs has", () => {
    const text = caseOf(STAGED).replace(/^deployment-kernel .*$/m, "deployment-kernel 6.9.1-200.fc40.x86_64");
    const facts = { ...stored(STAGED), bootLoader: parseBootLoader(text) };
    expect(effectiveProblems(facts, wanted)).toEqual([]);
    const unknown = parseBootLoader(text.replace("deployment-image has\n", ""));
    expect(effectiveProblems({ ...facts, bootLoader: unknown }, wanted)).toEqual([
      expect.stringMatching(/kernel 6\.9\.1-200.*its initramfs is not known to have vfio-pci/),
    ]);
  });

  it("is undone with the initramfs as it was before", () => {
    expect(planUndo(stored(STAGED)).instructions).toContain("initramfs enabled disable");
  });

  it.each(["overlay", "rebuild"] as const)("is refused with binding: %s", (binding) => {
    expect(() => completeBoot("ws1", fresh, wantedFunctions(fresh), { ...declared(), binding })).toThrow(
      /belong to a deployment of ostree[\s\S]*"auto" or "ids"/,
    );
  });

  it("is refused with options that would not get into the initramfs", () => {
    const moduleOptions = { "vfio-pci": { disable_idle_d3: "1" } };
    expect(() =>
      completeBoot("ws1", fresh, wantedFunctions(fresh), { ...declared(), moduleOptions }),
    ).toThrow(/options of vfio-pci.*not in the initramfs that rpm-ostree makes/);
  });

  function stored(name: string, image = "deployment-image has"): Observation {
    const facts = host(name, caseOf(name).replace("deployment-image has", image));
    const files = Object.entries(wanted.files).map(([path, text]) => [path, { text, sha256: sha256(text) }]);
    return {
      ...facts,
      managed: {
        ...facts.managed,
        files: Object.fromEntries(files),
        ours: wanted.files,
        journal: { files: Object.keys(wanted.files), tokens, drivers: {}, initramfs: "disabled" },
      },
    };
  }
});
