import { HostError } from "../../errors.ts";
import type { Observation } from "../../observation.ts";
import type { PciDevice } from "../../pci/facts.ts";
import { argumentProblem, type KernelArguments, ownedName, tokensOf } from "../command-line/arguments.ts";
import { lineProblems } from "../command-line/entry-lines.ts";
import { managedLoader } from "../loaders/choose.ts";
import { clashes, withOptions } from "../settings/clashes.ts";
import { type Contribution, contribution } from "../settings/contribution.ts";
import { d3coldRules } from "../settings/d3cold.ts";
import { igfxProblems } from "../settings/intel-graphics.ts";
import type { SysctlValues } from "../settings/sysctl.ts";
import { paths } from "../transaction/managed.ts";
import { type AskedBinding, chooseBinding, kernelsWithoutImage } from "./binding.ts";
import { lateOptions } from "./by-ids.ts";
import { optionProblems } from "./module-options.ts";
import { bindingArguments, ownArguments } from "./own-arguments.ts";
import { planBoot } from "./plan.ts";
import { requireSupport } from "./support.ts";
import {
  filesOf,
  imagesFor,
  type ModuleOptions,
  overlayFor,
  sysctlFiles,
  type WantedBoot,
} from "./wanted.ts";

/** What a person declares of a boot configuration. */
export interface DeclaredBoot {
  /** Arguments beyond ours. */
  readonly commandLine: KernelArguments;
  readonly moduleOptions: ModuleOptions;
  readonly allowBootDisplay: boolean;
  readonly iommuPassthrough: boolean;
  /** How functions are bound at boot. Default auto. */
  readonly binding?: AskedBinding | undefined;
  /** What the typed kernel settings add. */
  readonly added?: Contribution | undefined;
  readonly sysctl?: SysctlValues | undefined;
  /** Whether the graphics of an Intel processor are left out of the IOMMU. Default false. */
  readonly igfxOff?: boolean | undefined;
  /** Whether the power of the functions may be cut while they sleep. Default true. */
  readonly d3coldAllowed?: boolean | undefined;
}

/**
 * The whole boot configuration that follows from what was declared, for functions that may be passed through. Throws a HostError that
 * lists everything that cannot be: arguments, options, a boot loader or an initramfs tool that is not supported.
 */
export function completeBoot(
  host: string,
  facts: Pick<Observation, "kernel" | "bootLoader" | "initramfs" | "managed" | "pci" | "sysctl">,
  functions: readonly PciDevice[],
  declared: DeclaredBoot,
): WantedBoot {
  const binding = chooseBinding(declared.binding ?? "auto", facts, functions);
  const own = {
    ...ownArguments(facts.kernel, functions, declared),
    ...bindingArguments(binding, functions, facts.pci),
  };
  const { added = contribution(), sysctl = {} } = declared;
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
      ...sysctlFiles(sysctl),
      ...(declared.d3coldAllowed === false ? { [paths.udev]: d3coldRules(bound) } : {}),
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
  const others = [
    ...igfxProblems(facts.pci, functions, declared.igfxOff === true),
    ...lineProblems(facts, tokensOf(commandLine)),
  ];
  requireValid(host, declared, own, others);
  return wanted;
}

/** `vendor:device` of a function. */
export function idsOf({ vendor, device }: Pick<PciDevice, "vendor" | "device">): string {
  return `${vendor}:${device}`;
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

/** Arguments of ours may be declared with the value that they get anyway. */
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
