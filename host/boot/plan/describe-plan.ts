import { lineDiff } from "../../files/line-diff.ts";
import type { BootChange, D3coldChange, MenuLag } from "../../model/boot/boot-change.ts";
import type { BootFacts } from "../../model/boot/boot-facts.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { tokensOf } from "../../model/command-line/arguments.ts";
import type { PciDevice } from "../../model/facts/pci.ts";
import { describeTokens, tokenStates } from "../entries/token-states.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import { describeDanger, describeImageless } from "./describe-danger.ts";
import { changesIds, describeUndo, withoutOverlay } from "./describe-ids.ts";
import { describeImages } from "./describe-images.ts";

/** The plan in words, as the preview shows it: what would change, whether the host reboots and why, and how it is undone. `binding`: how the bind script gets into a boot, and why; `how`: how the reboot is made. */
export function describePlan(
  changes: readonly BootChange[],
  wanted: WantedBoot,
  facts: Pick<BootFacts, "kernel" | "bootLoader" | "managed" | "pci">,
  reboot: "auto" | "manual",
  binding?: string,
  how: readonly string[] = [],
): string {
  if (changes.length === 0) return "The host boots as wanted; nothing to do.";
  const first: readonly BootChange["kind"][] = ["file", "copy", "sysctl", "d3cold", ...deliveries];
  const isFirst = ({ kind }: BootChange) => first.includes(kind);
  const delivers = changes.some((change) => deliveries.includes(change.kind) || changesIds(change));
  const describe = (some: readonly BootChange[]) =>
    some.flatMap((change) => [
      ...describeChange(change, wanted, facts.bootLoader, reboot),
      ...(change.kind === "reboot" ? how.map((line) => `  ${line}`) : []),
    ]);
  return [
    ...describeDanger(changes, wanted),
    ...describe(changes.filter(isFirst)),
    ...(delivers && binding !== undefined ? [binding] : []),
    ...describeCommandLine(facts, wanted),
    ...describe(changes.filter((change) => !isFirst(change))),
    ...describeImageless(wanted, facts.bootLoader.entries),
    ...describeFunctions(wanted, facts.pci),
    `undo: destroy removes these files and ${describeUndo(managedLoader(facts.bootLoader).undo, wanted)}`,
  ].join("\n");
}

/** The kinds of change by which the bind script gets into a boot. */
const deliveries: readonly BootChange["kind"][] = ["overlay", "no-overlay", "images"];

/** That a reboot, left to the person, is all that is missing; `undefined` when none is. */
export function describeWaiting(because: readonly string[]): string | undefined {
  if (because.length === 0) return undefined;
  return [rebootRequired(because), 'Reboot the host when it suits, or set reboot to "auto".'].join("\n");
}

function describeChange(
  change: BootChange,
  wanted: WantedBoot,
  bootLoader: BootFacts["bootLoader"],
  reboot: "auto" | "manual",
): readonly string[] {
  switch (change.kind) {
    case "file":
      return describeFile(change.path, change.before, change.after);
    case "copy":
      return [describeCopy(change.path, change.after)];
    case "token":
      return [];
    case "sysctl":
      return [`sysctl ${change.name}: ${change.from ?? "?"} -> ${change.to}, at once`];
    case "d3cold":
      return [describeD3cold(change)];
    case "overlay":
      return describeOverlay(change.because, wanted.overlay);
    case "no-overlay":
      return [`overlay initrd ${change.path} is removed: ${withoutOverlay(wanted)}`];
    case "images":
      return describeImages(change, bootLoader);
    case "menu":
      return [`${change.what}: ${change.because}`, ...describeLag(change.lag)];
    case "bind":
      return [
        `${change.address} is given to vfio-pci in the running system (now: ${change.from ?? "no driver"})`,
      ];
    case "reboot":
      return [
        rebootRequired(change.because),
        reboot === "auto"
          ? "  the host will be rebooted (reboot: auto)"
          : "  the host will not be rebooted (reboot: manual); reboot it yourself when it suits",
      ];
    case "failed":
      return change.because.map((reason) => `not as wanted, and another reboot would not help: ${reason}`);
  }
}

function describeD3cold({ address, allowed }: D3coldChange): string {
  const [from, to] = allowed ? [0, 1] : [1, 0];
  return `${address}: d3cold_allowed ${from} -> ${to}, at once`;
}

/** Every argument of ours with its state, unless all are in effect. */
function describeCommandLine(
  facts: Pick<BootFacts, "kernel" | "bootLoader" | "managed">,
  wanted: WantedBoot,
): readonly string[] {
  const states = tokenStates(facts, tokensOf(wanted.commandLine));
  if (states.every(({ state }) => state === "in effect")) return [];
  return ["kernel command line:", ...describeTokens(states).map((line) => `  ${line}`)];
}

function describeOverlay(because: string, overlay: WantedBoot["overlay"]): readonly string[] {
  if (overlay === undefined) return [];
  return [
    `overlay initrd ${overlay.path} is built: ${because}`,
    `  holds the bind script (sha256 ${overlay.bind.slice(0, 12)}) and the vfio modules of ${overlay.kernels}`,
    "  the host's own initramfs is not rewritten",
  ];
}

function rebootRequired(because: readonly string[]): string {
  return `reboot required: because ${because.join("; ")}`;
}

/** What people have changed in the settings of GRUB without making the menu anew. */
function describeLag(lag: MenuLag | undefined): readonly string[] {
  return [
    ...(lag?.gains ?? []).map((text) => `  + ${text}  (set by others since the menu was made)`),
    ...(lag?.loses ?? []).map((text) => `  - ${text}  (removed by others since the menu was made)`),
  ];
}

function describeFile(
  path: string,
  before: string | undefined,
  after: string | undefined,
): readonly string[] {
  const word = before === undefined ? "new file" : after === undefined ? "file is removed:" : "file changes:";
  const all = lineDiff(before ?? "", after ?? "");
  const diff = all.filter((line) => !line.startsWith("  "));
  if (before === undefined && diff.length > 12) return [`${word} ${path} (${diff.length} lines)`];
  return [`${word} ${path}`, ...diff.map((line) => `  ${line}`)];
}

function describeCopy(path: string, after: string | undefined): string {
  const [state, verb] = after === undefined ? ["gone", "is removed"] : ["as wanted", "is written again"];
  return `${path} is ${state}; the copy that tells what we wrote, which an earlier run did not come to, ${verb}`;
}

function describeFunctions(wanted: WantedBoot, pci: readonly PciDevice[]): readonly string[] {
  return Object.entries(wanted.functions).map(([address, ids]) => {
    const device = pci.find((candidate) => candidate.address === address);
    const name = device?.name === undefined ? "" : ` ${device.name}`;
    return `function for vfio-pci: ${address} [${ids}]${name} (now: ${device?.driver ?? "no driver"})`;
  });
}
