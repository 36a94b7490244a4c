import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Observation } from "../../../../host/model/facts/observation.ts";
import { guardFunctions } from "../../../../host/pci/guard.ts";
import { decideIommu, iommuTokens } from "../../../../host/pci/iommu-verdict.ts";
import { selectFunctions } from "../../../../host/pci/select.ts";
import type { FactReader } from "../../../../host/read/engine/fact-reader.ts";
import { readers } from "../../../../host/readers.ts";
import { projectDir } from "../../../../toolchain/local/paths.mjs";
import { selectors } from "../selectors.ts";

const root = join(projectDir, "test", "cases", "facts");
const recorded = (host: string, file: string) => readFileSync(join(root, host, file), "utf8");
const read = <Name extends keyof Observation>(host: string, name: Name): Observation[Name] => {
  const reader: FactReader<Observation[Name]> = readers[name];
  return reader.parse({ code: 0, stdout: recorded(host, `${name}.txt`), stderr: "" });
};
const topics = Object.keys(readers) as (keyof Observation)[];

const hosts = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
describe.for(hosts.map(({ name }) => [name]))("%s", ([host = ""]) => {
  test.for(topics)("%s", (name) => {
    const facts = JSON.parse(recorded(host, "facts.json"));
    expect(JSON.parse(JSON.stringify(read(host, name)))).toEqual(facts[name]);
  });
});

describe("the lab workstation as it comes", () => {
  const facts = {
    pci: read("lab-standard", "pci"),
    lifelines: read("lab-standard", "lifelines"),
    kernel: read("lab-standard", "kernel"),
    bootLoader: read("lab-standard", "bootLoader"),
  };

  test("has its IOMMU on without a token", () => {
    expect(decideIommu(facts).state).toBe("on");
    expect(iommuTokens(facts.kernel)).toEqual({});
  });

  test("lives on its virtio network and disk", () => {
    expect(facts.lifelines.network).toMatchObject({ state: "known", addresses: ["0000:00:04.0"] });
    expect(facts.lifelines.disks).toMatchObject({ state: "known", addresses: ["0000:00:03.0"] });
  });

  test("has one card for auto, and nothing speaks against it", () => {
    const { functions, problems } = selectFunctions(selectors(["auto"]), facts.pci);
    expect(functions.map(({ address }) => address)).toEqual(["0000:01:00.0", "0000:01:00.1"]);
    expect([...problems, ...guardFunctions(functions, facts).refusals]).toEqual([]);
  });

  const refused: [select: string, codes: string[]][] = [
    ["1234:1111", ["ids-match-boot-display"]],
    ["00:01.0", ["boot-display"]],
    ["00:02.0", ["bridge"]],
    ["00:03.0", ["system-disk"]],
    ["00:04.0", ["ssh-network"]],
    ["00:1f.2", ["group-not-viable"]],
    ["01:00.0", ["group-not-viable"]],
    ["02:00.0", ["address-not-found"]],
    ["8086:ffff", ["ids-not-found"]],
  ];
  test.for(refused)("refuses %s", ([select, codes]) => {
    const { functions, problems } = selectFunctions(selectors([select]), facts.pci);
    const all = [...problems, ...guardFunctions(functions, facts).refusals];
    expect(all.map(({ code }) => code)).toEqual(codes);
  });

  test("names what an ISA bridge with a driver does to a group", () => {
    const { functions } = selectFunctions(selectors(["00:1f.2"]), facts.pci);
    const [problem] = guardFunctions(functions, facts).refusals;
    expect(problem?.found).toMatch(/0000:00:1f\.0 .*lpc_ich\)\n0000:00:1f\.3 .*i801_smbus\)/);
  });
});
