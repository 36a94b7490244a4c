import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConditionFacts } from "../../../../host/model/facts/condition-facts.ts";
import type { PreflightFacts } from "../../../../host/preflight/check.ts";
import { projectDir } from "../../../../toolchain/local/paths.mjs";
import { freshHost } from "../boot/lab-host.ts";
import { factsOf, type Machine, machines } from "../pci/machine.ts";

/** A host in good condition: nobody uses its displays, everything answers. */
export const settled: ConditionFacts = {
  framebuffers: [],
  displayHolders: [],
  lost: [],
  resizableBars: [],
  interruptRemapping: true,
  lockdown: "none",
  memoryAvailableBytes: 16 * 2 ** 30,
  packagesInterrupted: false,
};

const lab = JSON.parse(
  readFileSync(join(projectDir, "test", "cases", "facts", "lab-standard", "facts.json"), "utf8"),
);

/** The lab workstation as recorded, in good condition. */
export function labFacts(): PreflightFacts {
  const packages = { manager: "apt", installed: {}, broken: [], locked: false, units: [] } as const;
  return {
    ...lab,
    condition: settled,
    interfaces: [],
    managed: freshHost().managed,
    packages,
  };
}

/** The lab workstation's condition as recorded. */
export const recordedCondition: ConditionFacts = lab.condition;

/** A recorded machine under the lab workstation's system. */
export function machineFacts(machine: Machine, own: Parameters<typeof factsOf>[1] = {}): PreflightFacts {
  const { pci, lifelines, kernel } = factsOf(machine, own);
  const facts = labFacts();
  const units = kernel.iommu.groups > 0 ? ["dmar0"] : [];
  const iommu = { ...kernel.iommu, tables: ["DMAR" as const], units };
  return { ...facts, pci, lifelines, kernel: { ...facts.kernel, iommu } };
}

export function machineNamed(slug: string): Machine {
  const found = machines().find((one) => one.slug === slug);
  if (found === undefined) throw new Error(`no machine ${slug}`);
  return found;
}
