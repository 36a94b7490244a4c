import type { Lifeline } from "../model/facts/lifelines-facts.ts";
import type { PciDevice } from "../model/facts/pci-facts.ts";
import type { PciProblem } from "../model/problem.ts";
import { describeDevices } from "./describe-devices.ts";
import type { GuardFacts } from "./guard-facts.ts";
import { groupsOf, membersOf } from "./iommu-groups.ts";

/**
 * Refuses what carries this SSH session or the system's disks, what shares a group with it, and to go on
 * without knowing what that is.
 */
export function guardLifelines(
  functions: readonly PciDevice[],
  { pci, lifelines }: GuardFacts,
  allowUnknown: boolean,
): readonly PciProblem[] {
  if (functions.length === 0) return [];
  const unknown = allowUnknown
    ? []
    : [
        ...unknownLifeline(lifelines.network, "network function carries this SSH session"),
        ...unknownLifeline(lifelines.disks, "controllers carry the system's disks"),
      ];
  return [
    ...functions.flatMap((device) => carried(device, lifelines)),
    ...groupsOf(functions).flatMap((group) => sharedGroup(group, functions, pci, lifelines)),
    ...unknown,
  ];
}

function carried(device: PciDevice, { network, disks }: GuardFacts["lifelines"]): readonly PciProblem[] {
  const problem = { subject: device.address, found: describeDevices([device]) };
  const problems: PciProblem[] = [];
  if (isOn(network, device)) {
    problems.push({
      ...problem,
      code: "ssh-network",
      what: `${device.address} carries ${usesOf(network, device)}: the host could not be reached any more`,
      next: "connect through another network function, or leave this one out",
    });
  }
  if (isOn(disks, device)) {
    problems.push({
      ...problem,
      code: "system-disk",
      what: `${device.address} carries a disk in use: ${usesOf(disks, device)}`,
      next: "leave it out, or unmount what is on it for good",
    });
  }
  return problems;
}

/**
 * A lifeline in a group that is passed through, though not itself: it would be taken from the host with the
 * group.
 */
function sharedGroup(
  group: number,
  functions: readonly PciDevice[],
  devices: readonly PciDevice[],
  { network, disks }: GuardFacts["lifelines"],
): readonly PciProblem[] {
  const inGroup = functions.filter(({ iommuGroup }) => iommuGroup === group);
  const lines = membersOf(group, devices).filter(
    (member) =>
      !functions.includes(member) && !member.isBridge && (isOn(network, member) || isOn(disks, member)),
  );
  if (lines.length === 0) return [];
  const uses = lines.map((line) =>
    [usesOf(network, line), usesOf(disks, line)].filter(Boolean).join(" and "),
  );
  return [
    {
      code: "group-has-lifeline",
      subject: inGroup.map(({ address }) => address).join(", "),
      what: `IOMMU group ${group} also holds what the host lives on: ${uses.join("; ")}`,
      found: describeDevices(lines),
      next: "put the card into another slot; such a group can never be given to a guest",
    },
  ];
}

function unknownLifeline(lifeline: Lifeline, what: string): readonly PciProblem[] {
  if (lifeline.state === "known") return [];
  return [
    {
      code: "lifeline-unknown",
      subject: "host",
      what: `Cannot determine which ${what}, so it cannot be protected`,
      found: lifeline.because,
      next: "check by hand that it is none of the functions to be passed through, then set allowUnknownLifelines",
    },
  ];
}

/** What was followed counts, also where the whole answer is unknown. */
function isOn({ parts }: Lifeline, { address }: PciDevice): boolean {
  return parts.some(({ addresses }) => addresses.includes(address));
}

/** What a lifeline carries on a function: `/ on /dev/sda2, /home on /dev/sda3`; empty for nothing. */
export function usesOf({ parts }: Lifeline, { address }: PciDevice): string {
  return parts
    .filter(({ addresses }) => addresses.includes(address))
    .map(({ use, device }) => `${use} on ${device}`)
    .join(", ");
}
