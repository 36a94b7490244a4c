import type { ConditionFacts } from "../../../../host/model/facts/condition-facts.ts";
import type { PciDevice } from "../../../../host/model/facts/pci-facts.ts";
import { type PciAddress, parsePciAddress } from "../../../../host/model/pci-address.ts";
import type { Check, PreflightFacts } from "../../../../host/preflight/check.ts";
import { settled } from "./preflight-facts.ts";

export const GPU = address("0000:01:00.0");
export const IGPU = address("0000:00:01.0");
/** A graphical session on the guest's card. */
export const xorg = { address: GPU, node: "card1", process: "Xorg", pid: 812 };
export const GIB = 2 ** 30;

export type Row = readonly [
  what: string,
  change: (facts: PreflightFacts) => PreflightFacts,
  id: string,
  answer: `${"hard" | "soft"} ${Check["answer"]}`,
  evidence: RegExp,
];

export const condition =
  (own: Partial<ConditionFacts>) =>
  (facts: PreflightFacts): PreflightFacts => ({ ...facts, condition: { ...settled, ...own } });
export const kernel =
  (own: Partial<PreflightFacts["kernel"]>) =>
  (facts: PreflightFacts): PreflightFacts => ({ ...facts, kernel: { ...facts.kernel, ...own } });
export const iommu = (own: Partial<PreflightFacts["kernel"]["iommu"]>) => (facts: PreflightFacts) =>
  kernel({ iommu: { ...facts.kernel.iommu, ...own } })(facts);
export const gpu =
  (own: Partial<PciDevice>) =>
  (facts: PreflightFacts): PreflightFacts => ({
    ...facts,
    pci: facts.pci.map((device) => (device.address === GPU ? { ...device, ...own } : device)),
  });
export const packages =
  (own: Partial<PreflightFacts["packages"]>) =>
  (facts: PreflightFacts): PreflightFacts => ({ ...facts, packages: { ...facts.packages, ...own } });
export const managed =
  (own: Partial<PreflightFacts["managed"]>) =>
  (facts: PreflightFacts): PreflightFacts => ({ ...facts, managed: { ...facts.managed, ...own } });
export const both =
  (...changes: readonly Row[1][]): Row[1] =>
  (facts) =>
    changes.reduce((changed, change) => change(changed), facts);
export const same = (facts: PreflightFacts) => facts;
export const noGroups = both(iommu({ groups: 0, units: [] }), (facts) => ({
  ...facts,
  pci: facts.pci.map((device) => ({ ...device, iommuGroup: undefined })),
}));

function address(text: string): PciAddress {
  const parsed = parsePciAddress(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}
