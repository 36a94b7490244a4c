import type { PciDevice } from "../../model/facts/pci-facts.ts";
import { toolOf } from "../tools/choose-tool.ts";
import type { AskedBinding, Binding, BindingFacts } from "./binding-choice.ts";
import { idsProblems, isBuiltIn } from "./by-ids.ts";

/**
 * Ids on a host on which there are other ways. `againstOverlay`: why an overlay initrd cannot be used; empty
 * when it can.
 */
export function byIds(
  reason: string,
  facts: BindingFacts,
  functions: readonly PciDevice[],
  againstOverlay: readonly string[],
): Binding {
  const because = `${BY_IDS}, because ${reason}`;
  const problems = idsProblems(facts, functions);
  if (isBuiltIn(facts.kernel.installed))
    return { delivery: "ids", because: `${because}; ${BUILT_IN}`, problems };
  const tool = toolOf(facts.initramfs);
  const name = tool?.name ?? facts.initramfs.tool;
  const how = `vfio-pci is a module, which the host's own images, rebuilt by ${name}, load before other drivers`;
  const late = {
    what: `vfio-pci.ids= comes too late: vfio-pci is a module, and images made by ${name} load the drivers of the host's cards before it`,
    next: `set binding to "${againstOverlay.length === 0 ? "overlay" : "rebuild"}", which binds by address before drivers are loaded`,
  };
  const canLoad = tool?.filesForIds !== undefined;
  return {
    delivery: "ids",
    because: `${because}; ${how}`,
    tool: canLoad ? tool : undefined,
    loadsEarly: true,
    problems: canLoad ? problems : [...problems, late],
  };
}

/**
 * Ids in the way of a host on which nothing else is possible: what makes its entries loads the module, too,
 * where there is one.
 */
export function onlyByIds(
  asked: AskedBinding,
  reason: string,
  facts: BindingFacts,
  functions: readonly PciDevice[],
): Binding {
  const loadsEarly = !isBuiltIn(facts.kernel.installed);
  const how = loadsEarly
    ? "vfio-pci is a module, which the initramfs of the new deployment loads early: rpm-ostree lets dracut make it with --force-drivers vfio-pci"
    : BUILT_IN;
  const problem = {
    what: `binding cannot be "${asked}": ${reason}`,
    next: 'set binding to "auto" or "ids"',
  };
  return {
    delivery: "ids",
    because: `${BY_IDS}, because ${reason}; ${how}`,
    loadsEarly,
    problems: [...idsProblems(facts, functions), ...(asked === "auto" || asked === "ids" ? [] : [problem])],
  };
}

const BY_IDS = "binding: by vfio-pci.ids= on the kernel command line";
const BUILT_IN = "vfio-pci is built into every installed kernel, so nothing is rebuilt";
