import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import {
  argumentProblem,
  type KernelArguments,
  ownedName,
  tokensOf,
} from "../../model/command-line/arguments.ts";
import { HostError } from "../../model/errors.ts";
import type { Observation } from "../../model/facts/observation.ts";
import { idsOf, type PciDevice } from "../../model/facts/pci-facts.ts";
import { clashes, withOptions } from "../contribution/clashes.ts";
import { contribution } from "../contribution/contribution.ts";
import { lineProblems } from "../entries/entry-lines.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import { planBoot } from "../plan/plan-boot.ts";
import { requireSupport } from "../support/support.ts";
import { chooseBinding, kernelsWithoutImage } from "./binding.ts";
import { lateOptions } from "./by-ids.ts";
import type { DeclaredBoot } from "./declared-boot.ts";
import { optionProblems } from "./module-options.ts";
import { bindingArguments, ownArguments } from "./own-arguments.ts";
import { filesOf, imagesFor, overlayFor } from "./wanted-files.ts";

/**
 * The whole boot configuration that follows from what was declared, for functions that may be passed through.
 * Throws a HostError that lists everything that cannot be: arguments, options, a boot loader or an initramfs
 * tool that is not supported.
 */
export function completeBoot(
  host: string,
  facts: Pick<Observation, "kernel" | "bootLoader" | "initramfs" | "managed" | "pci" | "sysctl">,
  functions: readonly PciDevice[],
  declared: DeclaredBoot,
): WantedBoot {
  const binding = chooseBinding(declared.binding ?? "auto", facts, functions);
  const { added = contribution() } = declared;
  const own = {
    ...ownArguments(facts.kernel, functions, declared),
    ...added.ownArguments,
    ...bindingArguments(binding, functions, facts.pci),
  };
  const commandLine = { ...declared.commandLine, ...added.commandLine, ...own };
  const moduleOptions = withOptions(declared.moduleOptions, added.moduleOptions);
  const loader = managedLoader(facts.bootLoader);
  const bootFolder = loader.bootFolder(facts);
  const kernels = facts.kernel.installed.filter(
    ({ image, vfioPci }) => image !== undefined && (vfioPci === "module" || vfioPci === "builtin"),
  );
  const names = kernels.map(({ release }) => release);
  const { delivery, tool, problems } = binding;
  const bound = Object.fromEntries(functions.map((device) => [device.address, idsOf(device)]));
  const wanted: WantedBoot = {
    functions: bound,
    commandLine,
    files: {
      ...filesOf(commandLine, moduleOptions, loader, bootFolder, tool, delivery),
      ...added.files,
    },
    ...(delivery === "overlay" ? { overlay: overlayFor(names, bootFolder) } : {}),
    ...(tool === undefined ? {} : { images: imagesFor(kernels, tool, facts.bootLoader, delivery) }),
  };
  const without = tool === undefined ? [] : kernelsWithoutImage(kernels, facts.bootLoader);
  requireSupport(host, facts, planBoot(facts, wanted), [
    ...problems,
    ...lateOptions(binding, moduleOptions),
    ...without,
  ]);
  requireValid(host, declared, own, lineProblems(facts, tokensOf(commandLine)));
  return wanted;
}

function requireValid(
  host: string,
  declared: DeclaredBoot,
  own: KernelArguments,
  lines: readonly string[],
): void {
  const problems = [
    ...argumentProblems(declared.commandLine, own),
    ...optionProblems(declared.moduleOptions),
    ...(declared.added?.problems ?? []),
    ...clashes(declared, declared.added ?? contribution()),
    ...lines,
  ];
  if (problems.length === 0) return;
  throw new HostError({
    what: "The boot configuration is not valid",
    host,
    found: problems.join("\n"),
    next: "correct the settings that are named; nothing was changed",
  });
}

/** Our arguments may be declared with the value that they get anyway. */
function argumentProblems(args: KernelArguments, own: KernelArguments): readonly string[] {
  return Object.entries(args).flatMap(([name, value]) => {
    const owned = ownedName(name);
    const set = owned === undefined ? own[name] : undefined;
    if (set !== undefined && set !== value)
      return [`commandLine: ${name} is ${set} by binding: ids; remove it, or let binding be by address`];
    if (owned !== undefined) {
      if (own[owned] === value && owned === name) return [];
      const how =
        owned === "iommu" ? "iommuPassthrough" : owned === "vfio_bind" ? "devices" : "what the host needs";
      return [`commandLine: ${name} is set by this resource itself, from ${how}`];
    }
    const problem = argumentProblem(name, value);
    return problem === undefined ? [] : [`commandLine: ${problem}`];
  });
}
