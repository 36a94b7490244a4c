import { ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import type { ModuleOptions } from "../../model/boot/wanted-boot.ts";
import type { KernelArguments } from "../../model/command-line/arguments.ts";
import { parseCommandLine, valuesOf } from "../../model/command-line/command-line.ts";
import { IDS, IDS_KEY, LOAD_EARLY, matchByIds } from "../../model/command-line/ids-token.ts";
import type { InstalledKernel } from "../../model/facts/kernel-facts.ts";
import type { PciDevice } from "../../model/facts/pci-facts.ts";
import type { SupportProblem } from "../../model/problem.ts";
import { describeDevice } from "../../pci/describe-devices.ts";
import type { Binding, IdsFacts } from "./binding-choice.ts";

/**
 * Whether no kernel of this host needs a module for vfio-pci. Where that is unknown of one, it is not so;
 * kernels without vfio-pci do not count.
 */
export function isBuiltIn(kernels: readonly Pick<InstalledKernel, "vfioPci">[]): boolean {
  const having = kernels.filter(({ vfioPci }) => vfioPci !== "absent");
  return having.length > 0 && having.every(({ vfioPci }) => vfioPci === "builtin");
}

/**
 * The arguments that bind functions by their ids. `loadsEarly`: vfio-pci is a module, which the initramfs is
 * to load before other drivers.
 */
export function idsArguments(
  functions: readonly PciDevice[],
  pci: readonly PciDevice[],
  loadsEarly: boolean,
): KernelArguments {
  return { [IDS]: matchByIds(functions, pci).value, ...(loadsEarly ? LOAD_EARLY : {}) };
}

/**
 * Why functions cannot be bound by their ids on this host: they would take others of the host, or another
 * program's ids would be lost.
 */
export function idsProblems(facts: IdsFacts, functions: readonly PciDevice[]): readonly SupportProblem[] {
  return [...sharedIds(facts.pci, functions), ...foreignIds(facts)];
}

/**
 * Options in modprobe.d for which the initramfs of a deployment, which has no file of /etc, loads vfio-pci
 * too early.
 */
export function lateOptions(
  { loadsEarly = false, tool }: Pick<Binding, "loadsEarly" | "tool">,
  options: ModuleOptions,
): readonly SupportProblem[] {
  if (!loadsEarly || tool !== undefined) return [];
  return Object.keys(options)
    .filter((module) => /^vfio/.test(module))
    .map((module) => ({
      what: `options of ${module} are in /etc/modprobe.d, which is not in the initramfs that rpm-ostree makes and that loads it`,
      next: `leave them out of modprobe and vfioPci, and set them in commandLine: ${module}.<option>`,
    }));
}

function sharedIds(pci: readonly PciDevice[], functions: readonly PciDevice[]): readonly SupportProblem[] {
  return matchByIds(functions, pci).shared.map(({ device, twins }) => ({
    what: `${IDS}= for ${device.address} would take other functions, too, which no ids tell from it: ${twins.map(describeDevice).join(", ")}`,
    next: "name them in devices if the guest is to have them, or let binding be by address (auto, overlay or rebuild) where the host allows it",
  }));
}

/** The kernel takes the last `vfio-pci.ids=` and no other, so one that is there would do nothing any more. */
function foreignIds({ bootLoader, managed }: IdsFacts): readonly SupportProblem[] {
  const ours = valuesOf(parseCommandLine((managed.journal?.tokens ?? []).join(" ")), IDS_KEY);
  const found = ordinaryEntries(bootLoader.entries).flatMap(({ commandLine }) =>
    valuesOf(parseCommandLine(commandLine), IDS_KEY),
  );
  return [...new Set(found)]
    .filter((value) => !ours.includes(value))
    .map((value) => ({
      what: `${IDS}=${value ?? ""} is in the boot entries, and this program has not put it there: the kernel takes the last one only`,
      next: "take it out of the kernel command line, and name its functions in devices if they are to be bound",
    }));
}
