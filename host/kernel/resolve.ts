import { HostError } from "../errors.ts";
import type { Observation } from "../observation.ts";
import { describeProblems } from "../pci/describe.ts";
import type { PciDevice } from "../pci/facts.ts";
import { type GuardOptions, guardFunctions } from "../pci/guard.ts";
import { selectFunctions } from "../pci/select.ts";
import { idsOf } from "./complete.ts";
import { decideIommu } from "./iommu.ts";

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
  facts: Pick<Observation, "pci" | "kernel" | "bootLoader" | "lifelines">,
  devices: readonly string[],
  options: ResolveOptions,
): readonly PciDevice[] {
  const { functions, problems } = selectSticky(facts.pci, devices, options.previous);
  const { refusals, notes } = guardFunctions(functions, facts, options);
  const all = [...problems, ...refusals];
  if (all.length > 0) {
    throw new HostError({
      what: "These functions cannot be passed through; nothing was changed",
      host,
      found: describeProblems(all),
    });
  }
  requireFirmware(host, facts);
  if (notes.length > 0) options.onNotes(notes);
  return [...functions].sort((left, right) => (left.address < right.address ? -1 : 1));
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
