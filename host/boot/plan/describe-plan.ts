import type { BootFacts } from "../../model/boot/boot-facts.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { tokensOf } from "../../model/command-line/arguments.ts";
import type { PciDevice } from "../../model/facts/pci-facts.ts";
import { describeTokens, tokenStates } from "../entries/token-states.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import { type BootChange, partOf } from "../parts/parts.ts";
import { rebootRequired } from "../parts/reboot.ts";
import { describeHeadline } from "./describe-headline.ts";
import { describeImageless } from "./describe-imageless.ts";
import { describeUndo } from "./describe-undo.ts";

/** What a plan is described with beside what it is made of. */
export interface PlanWords {
  /** The host, as the user knows it. */
  readonly host: string;
  readonly reboot: "auto" | "manual";
  /** How the bind script gets into a boot, and why. */
  readonly binding?: string;
  /**
   * How the reboot is made, in short and a line each; absent when there is none, or when it is left to the
   * user.
   */
  readonly how?: { readonly short: string; readonly lines: readonly string[] } | undefined;
}

/**
 * The plan in words, as the preview shows it: a headline, what would change, whether the host reboots and
 * why, and how it is undone.
 */
export function describePlan(
  changes: readonly BootChange[],
  wanted: WantedBoot,
  facts: Pick<BootFacts, "kernel" | "bootLoader" | "managed" | "pci">,
  { host, reboot, binding, how }: PlanWords,
): string {
  if (changes.length === 0) return "The host boots as declared; nothing to do.";
  const preview = { wanted, bootLoader: facts.bootLoader, reboot, how: how?.lines ?? [] };
  const describe = (some: readonly BootChange[]) =>
    some.flatMap((change) => partOf(change).describe(change, preview));
  const isFirst = (change: BootChange) => partOf(change).isShownFirst;
  const delivers = changes.some((change) => partOf(change).delivers?.(change));
  const inShort = how?.short ?? (reboot === "auto" ? "one reboot" : "a reboot that is left to you");
  return [
    describeHeadline(host, changes, wanted, facts.pci, inShort),
    ...describeDangers(changes, wanted),
    ...describe(changes.filter(isFirst)),
    ...(delivers && binding !== undefined ? [binding] : []),
    ...describeCommandLine(facts, wanted),
    ...describe(changes.filter((change) => !isFirst(change))),
    ...describeImageless(wanted, facts.bootLoader.entries),
    ...describeFunctions(wanted, facts.pci),
    ...describeUndo(managedLoader(facts.bootLoader).undo, wanted),
  ].join("\n");
}

/**
 * What has to be read before the rest of a plan: as it is now, the host would not come back from a reboot.
 * Empty when it would.
 */
export function describeDangers(changes: readonly BootChange[], wanted: WantedBoot): readonly string[] {
  return changes.flatMap((change) => partOf(change).dangers?.(change, wanted) ?? []);
}

/** That a reboot, left to the user, is all that is missing; `undefined` when none is. */
export function describeWaiting(because: readonly string[]): string | undefined {
  if (because.length === 0) return undefined;
  return [...rebootRequired(because), 'Reboot the host when it suits, or set reboot to "auto".'].join("\n");
}

/** Each of our arguments with its state, unless all are in effect. */
function describeCommandLine(
  facts: Pick<BootFacts, "kernel" | "bootLoader" | "managed">,
  wanted: WantedBoot,
): readonly string[] {
  const states = tokenStates(facts, tokensOf(wanted.commandLine));
  if (states.every(({ state }) => state === "in effect")) return [];
  return ["kernel command line:", ...describeTokens(states).map((line) => `  ${line}`)];
}

function describeFunctions(wanted: WantedBoot, pci: readonly PciDevice[]): readonly string[] {
  return Object.entries(wanted.functions).map(([address, ids]) => {
    const device = pci.find((candidate) => candidate.address === address);
    const name = device?.name === undefined ? "" : ` ${device.name}`;
    return `function for vfio-pci: ${address} [${ids}]${name} (now: ${device?.driver ?? "no driver"})`;
  });
}
