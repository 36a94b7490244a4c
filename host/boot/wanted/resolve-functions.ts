import { idsOf, type PciDevice } from "../../model/facts/pci-facts.ts";
import type { Selector } from "../../model/selector.ts";
import { describeDevices } from "../../pci/describe-devices.ts";
import { selectFunctions } from "../../pci/select.ts";
import type { Check, Overrides, PreflightFacts, PreflightWanted } from "../../preflight/check.ts";
import { describeRemark } from "../../preflight/describe-checks.ts";
import { preflight, remarks } from "../../preflight/preflight.ts";
import { requireReady } from "../../preflight/require-ready.ts";
import { releasedFunctions } from "../plan/released-functions.ts";

/** What else decides which functions are meant, and whether they may be taken. */
export interface ResolveOptions extends Overrides, Omit<PreflightWanted, "functions" | "memoryBytes"> {
  /**
   * Functions that the same selectors stood for before: address → `vendor:device`. As long as all are there,
   * they are meant.
   */
  readonly previous: Readonly<Record<string, string>>;
  /** Gets what is worth knowing before the functions are taken. */
  readonly onNotes: (notes: readonly string[]) => void;
}

/**
 * The functions that selectors stand for, in the order of their addresses. Throws a HostError that lists
 * everything that stops the preflight; nothing was touched then.
 */
export function resolveFunctions(
  host: string,
  facts: PreflightFacts,
  devices: readonly Selector[],
  options: ResolveOptions,
): readonly PciDevice[] {
  const { functions, problems } = selectSticky(facts.pci, devices, options.previous);
  // Judged as the next boot will be: what we bind now and no longer want goes back to its old driver.
  const released = releasedFunctions(facts, functions);
  const pci = facts.pci.map((device) => released.find(({ address }) => address === device.address) ?? device);
  const { hugePageBytes, keptAwake, igfxOff } = options;
  const checks = preflight({ ...facts, pci }, { functions, hugePageBytes, keptAwake, igfxOff });
  requireReady(host, checks, options, problems, (failed) => remarksOn(failed, released));
  const notes = remarks(checks).map(describeRemark);
  if (notes.length > 0 && functions.some(({ driver }) => driver !== "vfio-pci")) options.onNotes(notes);
  return [...functions].sort((left, right) => (left.address < right.address ? -1 : 1));
}

/** The drivers in a refusal are not those of now where our binding ends. */
function remarksOn(failed: readonly Check[], released: readonly PciDevice[]): readonly string[] {
  if (released.length === 0 || !failed.some(({ id }) => id === "group-viable")) return [];
  return [
    `Bound by this resource until now, and in the next boot again as before it:\n${describeDevices(released)}`,
  ];
}

/**
 * A function that was captured looks different (it has no connectors, another card may look freer): what was
 * chosen stays chosen.
 */
function selectSticky(
  pci: readonly PciDevice[],
  devices: readonly Selector[],
  previous: Readonly<Record<string, string>>,
): ReturnType<typeof selectFunctions> {
  const known = Object.entries(previous);
  const same = pci.filter((device) => previous[device.address] === idsOf(device));
  if (known.length > 0 && same.length === known.length) return { functions: same, problems: [] };
  return selectFunctions(devices, pci);
}
