import type { PciDevice } from "../model/facts/pci-facts.ts";
import { slotOf } from "../model/pci-address.ts";
import type { PciProblem } from "../model/problem.ts";
import { describeDevices } from "./describe-devices.ts";
import type { GuardFacts } from "./guard-facts.ts";
import { describeUses } from "./host-use.ts";
import { foreignMembers, groupsOf } from "./iommu-groups.ts";

/**
 * Refuses functions without an IOMMU group, and groups that are not viable with them alone. While the IOMMU
 * is off nothing is known.
 */
export function guardGroups(
  functions: readonly PciDevice[],
  { pci, kernel, lifelines }: GuardFacts,
): readonly PciProblem[] {
  if (kernel.iommu.groups === 0) return [];
  const without = functions
    .filter(({ iommuGroup }) => iommuGroup === undefined)
    .map((device): PciProblem => {
      return {
        code: "no-group",
        subject: device.address,
        what: `${device.address} has no IOMMU group, although the IOMMU is on`,
        found: describeDevices([device]),
        next: "it cannot be passed through; integrated graphics need intel_iommu=on, other functions another slot",
      };
    });
  const notViable = groupsOf(functions).flatMap((group): PciProblem[] => {
    const foreign = foreignMembers(group, functions, pci);
    if (foreign.length === 0) return [];
    const passed = functions.filter(({ iommuGroup }) => iommuGroup === group);
    return [
      {
        code: "group-not-viable",
        subject: passed.map(({ address }) => address).join(", "),
        what: `IOMMU group ${group} holds functions that the host would keep: the kernel gives a group to a guest as a whole`,
        found: describeUses(foreign, lifelines),
        next: adviceFor(foreign, passed),
      },
    ];
  });
  return [...without, ...notViable];
}

/** Says that groups are not known yet. */
export function notesOnGroups(
  functions: readonly PciDevice[],
  { kernel }: Pick<GuardFacts, "kernel">,
): readonly string[] {
  if (kernel.iommu.groups > 0 || functions.length === 0) return [];
  return [
    "The IOMMU is not on, so the IOMMU groups are unknown: whether they are viable shows after the reboot.",
  ];
}

function adviceFor(foreign: readonly PciDevice[], passed: readonly PciDevice[]): string {
  const slots = new Set(passed.map(({ address }) => slotOf(address)));
  const outside = foreign.some(({ address }) => !slots.has(slotOf(address)));
  return outside
    ? "pass them through as well, if the host can do without all of them, or put the card into another slot"
    : `name the whole slot instead: ${[...slots].map((slot) => `"${slot}"`).join(", ")}`;
}
