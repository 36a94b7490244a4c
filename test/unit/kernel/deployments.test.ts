import { describe, expect, it, test } from "vitest";
import { TaggedLines } from "../../../host/facts/tagged.ts";
import {
  type DeploymentFacts,
  deploymentEntries,
  parseDeployments,
} from "../../../host/kernel/entries/deployments.ts";
import { effectiveProblems } from "../../../host/kernel/entries/effective.ts";
import { ordinaryEntries } from "../../../host/kernel/entries/entries.ts";
import { parseBootLoader } from "../../../host/kernel/entries/parse-boot-loader.ts";
import { managedLoader } from "../../../host/kernel/loaders/choose.ts";
import { completeBoot } from "../../../host/kernel/plan/complete.ts";
import { planBoot } from "../../../host/kernel/plan/plan.ts";
import { changeInstructions } from "../../../host/kernel/transaction/instructions.ts";
import { sha256 } from "../../../host/kernel/transaction/managed.ts";
import { planUndo } from "../../../host/kernel/transaction/undo-plan.ts";
import type { Observation } from "../../../host/observation.ts";
import { caseOf, factsOf } from "./boot-loader-cases.ts";
import { AUDIO, GPU } from "./lab-host.ts";

const BOOTED = "silverblue40-rpm-ostree";
const STAGED = "silverblue40-staged";
const ours = caseOf(STAGED)
  .match(/^deployment-arguments .*quiet (.*)$/m)?.[1]
  ?.split(" ");
const tokens = ours ?? [];

test("what rpm-ostree says is read", () => {
  expect(parseDeployments(new TaggedLines(caseOf(BOOTED)))).toMatchObject({
    isPending: false,
    isStaged: false,
    kernel: "6.8.9-300.fc40.x86_64",
    busyWith: undefined,
    initramfsArguments: undefined,
    hasVfioPci: undefined,
  });
  expect(parseDeployments(new TaggedLines(caseOf(STAGED)))).toMatchObject({
    isPending: true,
    isStaged: true,
    initramfsArguments: ["--force-drivers", "vfio-pci"],
    hasVfioPci: true,
  });
  const busy = caseOf(BOOTED).replace('"transaction": null', '"transaction": ["upgrade", ":1.5", "/x"]');
  expect(parseDeployments(new TaggedLines(busy))?.busyWith).toBe("upgrade");
  expect(parseDeployments(new TaggedLines("deployments {\ndeployment-arguments x"))).toBeUndefined();
});

describe("boot entries", () => {
  it("of the deployment that is started next are judged, and not the one to fall back to", () => {
    const { entries, defaultEntry } = factsOf(BOOTED, "dracut").bootLoader;
    expect(ordinaryEntries(entries).map(({ id }) => id)).toEqual(["ostree-2"]);
    expect(defaultEntry?.id).toBe("ostree-2");
  });

  it("of a staged deployment are the one that will be made", () => {
    const { entries, defaultEntry } = factsOf(STAGED, "dracut").bootLoader;
    expect(ordinaryEntries(entries)).toEqual([defaultEntry]);
    expect(defaultEntry?.commandLine).toContain("vfio-pci.ids=");
    expect(entries).toHaveLength(3);
  });

  it("all count when rpm-ostree says nothing", () => {
    const { entries } = factsOf(BOOTED, "dracut").bootLoader;
    expect(ordinaryEntries(deploymentEntries(entries, undefined).entries)).toHaveLength(1);
    const untitled = entries.map((entry) => ({ ...entry, title: "x" }));
    expect(ordinaryEntries(deploymentEntries(untitled, undefined).entries)).toHaveLength(2);
  });
});

describe("a system of deployments", () => {
  it.each<
    [string, Partial<DeploymentFacts> | undefined, Partial<Observation["managed"]>, RegExp | undefined]
  >([
    ["is managed", {}, {}, undefined],
    ["says nothing", undefined, {}, /does not say what it is going to start/],
    ["is at work", { busyWith: "upgrade" }, {}, /rpm-ostree is at work: upgrade/],
    [
      "has an update of others staged",
      { isPending: true, isStaged: true },
      {},
      /deployment of ostree is staged and/,
    ],
    ["was started by the older entry", { isPending: true }, {}, /is the default and was never started/],
    [
      "has ours staged",
      { isPending: true, isStaged: true, commandLine: `x ${tokens.join(" ")}` },
      { journal: { files: [], tokens, drivers: {} } },
      undefined,
    ],
    [
      "has what a run that was cut off has staged",
      { isPending: true, isStaged: true },
      { journal: { files: [], tokens, drivers: {} }, entriesDue: true },
      undefined,
    ],
  ])("%s", (_, deployment, managed, what) => {
    const facts = factsOf(BOOTED, "dracut");
    const found = facts.bootLoader.deployment;
    const given = {
      ...facts,
      bootLoader: {
        ...facts.bootLoader,
        deployment: deployment === undefined || found === undefined ? undefined : { ...found, ...deployment },
      },
      managed: { ...facts.managed, ...managed },
    };
    const problems = managedLoader(facts.bootLoader).problems(given);
    expect(problems.map((problem) => problem.what)).toEqual(
      what === undefined ? [] : [expect.stringMatching(what)],
    );
  });

  it("is refused where the boot display has the same ids, because nothing can be bound by address", () => {
    const facts = factsOf(BOOTED, "dracut");
    expect(() => completeBoot("ws1", facts, wantedFunctions(facts), declared())).toThrow(
      /for 0000:01:00\.0 would take other functions, too.*0000:00:01\.0/,
    );
  });

  it("without rpm-ostree is refused", () => {
    const text = caseOf(BOOTED).replace("tool rpm-ostree\n", "");
    const facts = { ...factsOf(BOOTED, "dracut"), bootLoader: parseBootLoader(text) };
    expect(managedLoader(facts.bootLoader).problems(facts)[0]?.what).toMatch(/without rpm-ostree/);
  });
});

describe("a change", () => {
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

function declared() {
  return { commandLine: {}, moduleOptions: {}, allowBootDisplay: false, iommuPassthrough: true };
}

function wantedFunctions({ pci }: Observation) {
  return pci.filter(({ address }) => address === GPU || address === AUDIO);
}

/** Of its card, the subsystem tells it from the boot display; the kernel is in the tree. */
function host(name: string, text = caseOf(name)): Observation {
  const facts = factsOf(name, "dracut");
  const pci = facts.pci.map((device) =>
    device.address === GPU ? { ...device, subsystemVendor: "1af4", subsystemDevice: "1100" } : device,
  );
  const installed = facts.kernel.installed.map((kernel) => ({
    ...kernel,
    image: `/lib/modules/${kernel.release}/vmlinuz`,
    initrd: undefined,
    intelIommuDefault: "off" as const,
  }));
  return { ...facts, pci, kernel: { ...facts.kernel, installed }, bootLoader: parseBootLoader(text) };
}
