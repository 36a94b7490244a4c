import { imageOfEntry, lastingName, starts } from "../../model/boot/image-paths.ts";
import { loadsNoImage, loadsOverlay, ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { tokensOf } from "../../model/command-line/arguments.ts";
import { missingFrom, parseCommandLine } from "../../model/command-line/command-line.ts";
import { bindsByIds } from "../../model/command-line/ids-token.ts";
import type { BootEntry, BootLoaderFacts } from "../../model/facts/boot-loader-facts.ts";
import type { InstalledKernel, KernelFacts } from "../../model/facts/kernel-facts.ts";
import type { ManagedFacts } from "../../model/facts/managed-facts.ts";
import { managedLoader, programOf } from "../loaders/choose-loader.ts";

/** What the next boots are judged by. */
export interface EffectiveFacts {
  readonly kernel: Pick<KernelFacts, "installed">;
  readonly bootLoader: Pick<
    BootLoaderFacts,
    "loader" | "owner" | "grub" | "entries" | "entriesFolder" | "defaultEntry" | "deployment"
  >;
  readonly managed: Pick<ManagedFacts, "overlay" | "images">;
}

/**
 * What is missing in a boot entry so that its kernel, once started, binds the functions: an argument, the
 * overlay, a module in it, or the bind script in the host's own image. Every ordinary entry of an installed
 * kernel with vfio-pci is judged, the newest kernel's among them; each line names entry, kernel and the
 * missing piece. Empty when nothing is.
 */
export function effectiveProblems(
  facts: EffectiveFacts,
  wanted: Pick<WantedBoot, "commandLine" | "overlay" | "images">,
): readonly string[] {
  const { kernelOf } = managedLoader(facts.bootLoader);
  return ordinaryEntries(facts.bootLoader.entries).flatMap((entry) => {
    const kernel = facts.kernel.installed.find((candidate) => starts(entry, candidate)) ?? kernelOf?.(entry);
    if (kernel === undefined || !hasVfio(kernel)) return [];
    const missing = [
      ...missingFrom(parseCommandLine(entry.commandLine), tokensOf(wanted.commandLine)).map(
        ({ text }) => `${text} is not on its command line`,
      ),
      ...deliveryProblems(entry, kernel, facts, wanted),
    ];
    return missing.map((problem) => `entry "${entry.title}" (kernel ${kernel.release}): ${problem}`);
  });
}

/**
 * Why the default entry would bind nothing although it has all it needs: its
 * kernel lacks vfio-pci, or is started without an image in which something runs the bind script. Such a
 * reboot is not worth making; other entries may be so.
 */
export function defaultEntryProblems(
  { kernel, bootLoader }: EffectiveFacts,
  wanted: Pick<WantedBoot, "commandLine">,
): readonly string[] {
  const { defaultEntry } = bootLoader;
  if (defaultEntry === undefined) return [];
  const name = `entry "${defaultEntry.title}", which is the default,`;
  const started = kernel.installed.find((candidate) => starts(defaultEntry, candidate));
  if (started?.vfioPci === "absent") return [`${name} has kernel ${started.release}, which has no vfio-pci`];
  if (started === undefined || !loadsNoImage(defaultEntry) || bindsByItself(started, wanted)) return [];
  return [`${name} loads no initramfs of the host for kernel ${started.release}, so nothing binds there`];
}

function hasVfio({ vfioPci }: InstalledKernel): boolean {
  return vfioPci === "module" || vfioPci === "builtin";
}

/** vfio-pci takes functions by their ids when the kernel starts: no image has to do anything. */
function bindsByItself(
  { vfioPci }: InstalledKernel,
  { commandLine }: Pick<WantedBoot, "commandLine">,
): boolean {
  return vfioPci === "builtin" && bindsByIds(commandLine);
}

function deliveryProblems(
  entry: BootEntry,
  kernel: InstalledKernel,
  facts: EffectiveFacts,
  wanted: Pick<WantedBoot, "commandLine" | "overlay" | "images">,
): readonly string[] {
  if (wanted.overlay !== undefined) return overlayProblems(entry, kernel, facts, wanted.overlay.bind);
  if (bindsByItself(kernel, wanted)) return [];
  const asWhole = managedLoader(facts.bootLoader).imageProblems?.(entry, facts.bootLoader);
  return asWhole ?? imageProblems(entry, facts, wanted);
}

function overlayProblems(
  entry: BootEntry,
  { release, vfioPci }: InstalledKernel,
  { bootLoader, managed: { overlay } }: EffectiveFacts,
  bind: string,
): readonly string[] {
  if (!loadsOverlay(entry)) return ["it does not load the overlay initrd before the host's own image"];
  const problem = programOf(bootLoader).overlayProblem?.(entry);
  if (problem !== undefined) return [problem];
  const { sha256, built } = overlay ?? {};
  if (sha256 === undefined) return ["the overlay initrd that it loads does not exist"];
  if (built === undefined || built.sha256 !== sha256)
    return ["the overlay initrd that it loads is not what was built"];
  if (built.bind !== bind) return ["the overlay initrd that it loads holds another bind script"];
  if (vfioPci === "builtin" || built.kernels.includes(release)) return [];
  return ["the overlay initrd that it loads has no vfio modules for this kernel"];
}

function imageProblems(
  entry: BootEntry,
  { managed }: EffectiveFacts,
  { images, commandLine }: Pick<WantedBoot, "images" | "commandLine">,
): readonly string[] {
  const path = imageOfEntry(entry);
  const what = bindsByIds(commandLine) ? "vfio-pci" : "the bind script";
  if (path === undefined) return [`it loads no image of the host, so nothing has ${what}`];
  const [wanted, found] = [images?.[lastingName(path)], managed.images?.[path]];
  if (wanted === undefined) return [`its image ${path} is none of those that carry ${what}`];
  if (found === undefined) return [`its image ${path} is not known to carry ${what}`];
  if (found.state === "missing") return [`its image ${path} is missing`];
  if (found.state === "changed") return [`its image ${path} was changed since it was looked into`];
  return found.bind === wanted.bind ? [] : [`its image ${path} carries another bind script`];
}
