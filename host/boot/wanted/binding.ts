import { imagesOf } from "../../model/boot/image-paths.ts";
import type { InstalledKernel } from "../../model/facts/kernel-facts.ts";
import type { Observation } from "../../model/facts/observation.ts";
import type { PciDevice } from "../../model/facts/pci-facts.ts";
import type { SupportProblem } from "../../model/problem.ts";
import { managedLoader, programOf } from "../loaders/choose-loader.ts";
import type { ManagedLoader } from "../loaders/contract/loader.ts";
import { toolOf } from "../tools/choose-tool.ts";
import type { InitramfsTool } from "../tools/tool.ts";
import type { AskedBinding, Binding, BindingFacts } from "./binding-choice.ts";
import { idsProblems, isBuiltIn } from "./by-ids.ts";
import { byIds, onlyByIds } from "./ids-binding.ts";

/**
 * The overlay initrd where the boot loader can load it and the host's images pick it up, because then nothing
 * of the host is rewritten; else ids, where they take no other function and every kernel has vfio-pci built
 * in, because then nothing is rebuilt; else the images are rebuilt. A tool that is not known is told
 * elsewhere.
 */
export function chooseBinding(
  asked: AskedBinding,
  facts: BindingFacts,
  functions: readonly PciDevice[],
): Binding {
  const loader = managedLoader(facts.bootLoader);
  const tool = toolOf(facts.initramfs);
  const name = facts.bootLoader.owner ?? programOf(facts.bootLoader).title;
  if (loader.onlyIds !== undefined) return onlyByIds(asked, loader.onlyIds, facts, functions);
  const against = overlayProblems(name, loader, tool);
  if (asked === "ids") return byIds("you have asked for it (binding: ids)", facts, functions, against);
  if (asked === "rebuild") return rebuild(tool, "you have asked for it (binding: rebuild)");
  if (against.length === 0 || tool === undefined) {
    const because = `binding: by overlay initrd, because ${name} loads it and ${tool?.name ?? "the initramfs"} picks it up; the host's image is not rewritten`;
    return { delivery: "overlay", because, problems: [] };
  }
  if (asked === "auto") return withoutOverlay(tool, against, facts, functions);
  const what = `an overlay initrd cannot be used: ${against.join(", and ")}`;
  return {
    delivery: "overlay",
    because: what,
    problems: [{ what, next: 'set binding to "auto" or "rebuild"' }],
  };
}

/** Kernels that could not be helped by rebuilt images, because they have none. */
export function kernelsWithoutImage(
  kernels: readonly InstalledKernel[],
  bootLoader: Observation["bootLoader"],
): readonly SupportProblem[] {
  const { makesMissingImage = byInitramfsTools } = managedLoader(bootLoader);
  return kernels
    .filter((kernel) => imagesOf(kernel, bootLoader).length === 0)
    .map(({ release }) => ({
      what: `kernel ${release} has no initramfs image, so nothing would bind the functions when it is started`,
      next: `make one (${makesMissingImage(release)}), or remove that kernel`,
    }));
}

function byInitramfsTools(release: string): string {
  return `initramfs-tools: \`update-initramfs -c -k ${release}\``;
}

function overlayProblems(
  name: string,
  loader: ManagedLoader,
  tool: InitramfsTool | undefined,
): readonly string[] {
  return [
    ...(loader.loadsOverlay
      ? []
      : [`${name} regenerates the boot entries, and an overlay initrd in them would not last`]),
    ...(tool === undefined || tool.overlay
      ? []
      : [`${tool.name} does not pick up an overlay initrd: ${tool.overlayEvidence}`]),
  ];
}

function rebuild(tool: InitramfsTool | undefined, reason: string): Binding {
  const name = tool?.name ?? "the initramfs tool";
  const because = `binding: in the host's own images, rebuilt by ${name}, because ${reason}`;
  return { delivery: "rebuild", because, tool, problems: [] };
}

function withoutOverlay(
  tool: InitramfsTool,
  against: readonly string[],
  facts: BindingFacts,
  functions: readonly PciDevice[],
): Binding {
  const reason = against.join(", and ");
  if (!isBuiltIn(facts.kernel.installed)) return rebuild(tool, reason);
  if (idsProblems(facts, functions).length > 0)
    return rebuild(tool, `${reason}, and ids do not stand for these functions alone`);
  return byIds(`${reason}, and the ids are those of no other function`, facts, functions, against);
}
