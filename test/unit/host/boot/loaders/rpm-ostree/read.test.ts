import { describe, expect, it, test } from "vitest";
import { managedLoader } from "../../../../../../host/boot/loaders/choose-loader.ts";
import { parseBootLoader } from "../../../../../../host/boot/loaders/parse-boot-loader.ts";
import { deploymentEntries, parseDeployments } from "../../../../../../host/boot/loaders/rpm-ostree/read.ts";
import { completeBoot } from "../../../../../../host/boot/wanted/complete-boot.ts";
import { ordinaryEntries } from "../../../../../../host/model/boot/ordinary-entries.ts";
import type { DeploymentFacts } from "../../../../../../host/model/facts/deployments-facts.ts";
import type { Observation } from "../../../../../../host/model/facts/observation.ts";
import { TaggedLines } from "../../../../../../host/read/engine/tagged-lines.ts";
import { caseOf, factsOf } from "../boot-loader-cases.ts";
import { BOOTED, declared, STAGED, tokens, wantedFunctions } from "./deployed-host.ts";

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
