import type { KernelArguments } from "../../../model/command-line/arguments.ts";
import { LOAD_EARLY } from "../../../model/command-line/ids-token.ts";
import type { DeploymentFacts } from "../../../model/facts/deployments-facts.ts";
import type { Journal } from "../../../model/facts/managed-facts.ts";
import { instruction } from "../../on-host/instruction.ts";

/**
 * What dracut is given for the initramfs of every deployment of rpm-ostree; `undefined` = it is not made on
 * this host.
 */
export type InitramfsArguments = readonly string[] | undefined;

/** What dracut is given so that vfio-pci is in the image, and can be loaded before other drivers. */
const OURS = ["--force-drivers", "vfio-pci"] as const;

/** Whether arguments ask the initramfs to load vfio-pci. */
export function asksForModule(args: KernelArguments): boolean {
  return Object.entries(LOAD_EARLY).every(([name, value]) => args[name] === value);
}

/** What dracut is to be given beside what it is given now, which is another program's own. */
export function withModule(now: InitramfsArguments): readonly string[] {
  return positionOf(now ?? []) < 0 ? [...(now ?? []), ...OURS] : (now ?? []);
}

/**
 * What dracut is to be given without our part, when it was `before` us; what others have added since stays.
 */
export function withoutModule(now: InitramfsArguments, before: Journal["initramfs"]): InitramfsArguments {
  const at = positionOf(now ?? []);
  if (now === undefined || before === undefined || at < 0) return now;
  const left = now.toSpliced(at, OURS.length);
  return left.length === 0 && before === "disabled" ? undefined : left;
}

/** The instruction that brings it about; none when it is so. `before`: what is noted for the undo, once. */
export function initramfsInstructions(
  { initramfsArguments: now }: Pick<DeploymentFacts, "initramfsArguments">,
  wanted: InitramfsArguments,
): readonly string[] {
  if (JSON.stringify(now) === JSON.stringify(wanted)) return [];
  const before = now === undefined ? "disabled" : "enabled";
  const how = wanted === undefined ? "disable" : "enable";
  return [instruction("initramfs", { before, how, arguments: wanted ?? [] })];
}

function positionOf(args: readonly string[]): number {
  return args.findIndex((argument, at) => argument === OURS[0] && args[at + 1] === OURS[1]);
}
