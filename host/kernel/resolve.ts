import { HostError } from "../errors.ts";
import type { Observation } from "../observation.ts";
import { describeDevices, describeProblems, type PciProblem } from "../pci/describe.ts";
import type { PciDevice } from "../pci/facts.ts";
import { type GuardOptions, guardFunctions } from "../pci/guard.ts";
import { selectFunctions } from "../pci/select.ts";
import { idsOf } from "./complete.ts";
import { decideIommu } from "./iommu.ts";
import { releasedFunctions } from "./released.ts";

/** What else decides which functions are meant, and whether they may be taken. */
export interface ResolveOptions extends GuardOptions {
  /** Functions that the same selectors stood for before: address → `vendor:device`. As long as all are there, they are meant. */
  readonly previous: Readonly<Record<string, string>>;
  /** Gets what is worth knowing. */
  readonly onNotes: (notes: readonly string[]) => void;
}

/**
 * The functions that selectors stand for, in the order of their addresses. Throws a HostError that lists everything that speaks against
 * passing them through; nothing was touched then.
 */
export function resolveFunctions(
  host: string,
  facts: Pick<Observation, "pci" | "kernel" | "bootLoader" | "lifelines" | "managed">,
  devices: readonly string[],
  options: ResolveOptions,
): readonly PciDevice[] {
  const { functions, problems } = selectSticky(facts.pci, devices, options.previous);
  // Judged as the next boot will be: what we bind now and no longer want goes back to its old driver.
  const released = releasedFunctions(facts, functions);
  const pci = facts.pci.map((device) => released.find(({ address }) => address === device.address) ?? device);
  const { refusals, notes } = guardFunctions(functions, { ...facts, pci }, options);
  const all = [...problems, ...refusals];
  if (all.length > 0) {
    throw new HostError({
      what: "These functions cannot be passed through; nothing was changed",
      host,
      found: [describeProblems(all), ...remarksOn(all, released)].join("\n"),
    });
  }
  requireFirmware(host, facts);
  if (notes.length > 0) options.onNotes(notes);
  return [...functions].sort((left, right) => (left.address < right.address ? -1 : 1));
}

/** The drivers in a refusal are not those of now where our binding ends. */
function remarksOn(problems: readonly PciProblem[], released: readonly PciDevice[]): readonly string[] {
  if (released.length === 0 || !problems.some(({ code }) => code === "group-not-viable")) return [];
  return [
    `Bound by this resource until now, and in the next boot again as before it:\n${describeDevices(released)}`,
  ];
}

/** A function that was captured looks different (it has no connectors, another card may look freer): what was chosen stays chosen. */
function selectSticky(
  pci: readonly PciDevice[],
  devices: readonly string[],
  previous: Readonly<Record<string, string>>,
): ReturnType<typeof selectFunctions> {
  const known = Object.entries(previous);
  const same = pci.filter((device) => previous[device.address] === idsOf(device));
  if (known.length > 0 && same.length === known.length) return { functions: same, problems: [] };
  return selectFunctions(devices, pci);
}

/** Without an IOMMU in the firmware no boot configuration can help. */
function requireFirmware(host: string, facts: Pick<Observation, "kernel" | "bootLoader">): void {
  const { state, because, next } = decideIommu(facts);
  if (state !== "off-in-firmware") return;
  throw new HostError({
    what: "The IOMMU is off in the firmware; nothing was changed",
    host,
    found: because,
    next,
  });
}
