import { hasToken, parseCommandLine } from "../../../model/command-line/command-line.ts";
import type { DeploymentFacts } from "../../../model/facts/deployments-facts.ts";
import type { ManagedFacts } from "../../../model/facts/managed-facts.ts";
import { lastPart } from "../../../model/names.ts";
import type { SupportProblem } from "../../../model/problem.ts";
import { instruction } from "../../on-host/instruction.ts";
import { byTool } from "../contract/by-tool.ts";
import { type LoaderFacts, type ManagedLoader, missingPrograms } from "../contract/loader.ts";
import { asksForModule, initramfsInstructions, withModule, withoutModule } from "./deployment-initramfs.ts";
import { rpmOstreeReader } from "./read.ts";

/**
 * Deployments of ostree (Silverblue, Kinoite, CoreOS). Arguments are part of a deployment, and so is the
 * initramfs, which comes with the tree or is made on the host for every deployment: `rpm-ostree kargs` and
 * `rpm-ostree initramfs` make a new one, and the running one stays as it is, to fall back to. Not run: made
 * after the sources of rpm-ostree (src/app/rpmostree-builtin-kargs.cxx, -initramfs.cxx).
 */
export const rpmOstree: ManagedLoader = {
  read: rpmOstreeReader,
  ...byTool("rpm-ostree", "rpm-ostree makes a new deployment with the arguments"),
  manages: ({ owner }) => owner === "rpm-ostree",
  problems: (facts) => [...deploymentProblems(facts), ...missingPrograms(facts.managed, false)],
  onlyIds:
    "the boot entries and the initramfs of this system belong to a deployment of ostree: neither an overlay initrd nor rebuilt images would be in the next one",
  // The kernel of a deployment that was not started yet may be another than the running system has; it is
  // judged as if it had a module.
  kernelOf: ({ source, kernel }) =>
    source === "rpm-ostree"
      ? {
          release: lastPart(kernel).replace(/^vmlinuz-/, ""),
          vfioPci: "module",
          intelIommuDefault: "unknown",
        }
      : undefined,
  imageProblems: ({ source }, { deployment }) => {
    if (source !== "rpm-ostree") return undefined;
    return deployment?.hasVfioPci === true ? [] : ["its initramfs is not known to have vfio-pci"];
  },
  lacks: ({ deployment }, args) => {
    if (!asksForModule(args) || deployment === undefined) return undefined;
    const { initramfsArguments: now, hasVfioPci } = deployment;
    if (now === undefined || withModule(now).length !== now.length)
      return "its initramfs is not made with vfio-pci";
    return hasVfioPci === false ? "its initramfs does not have vfio-pci" : undefined;
  },
  instructions: ({ deployment, journal }, args) => {
    if (deployment === undefined) return [];
    const now = deployment.initramfsArguments;
    const wanted = asksForModule(args) ? withModule(now) : withoutModule(now, journal?.initramfs);
    return initramfsInstructions(deployment, wanted);
  },
  undo: "lets rpm-ostree make a deployment without our arguments; the entry of the deployment that runs now is left as it is, and for one boot without them, delete vfio_bind=… at the boot menu (key e)",
  plannedFrom: [],
  instruction: instruction("deployment"),
};

function deploymentProblems({ bootLoader, managed }: LoaderFacts): readonly SupportProblem[] {
  const { deployment, tools } = bootLoader;
  if (!tools.includes("rpm-ostree")) {
    const what =
      "this system is a deployment of ostree without rpm-ostree, which is what makes a new one with other arguments";
    return [
      {
        what,
        next: "put the arguments into the image that the host is deployed from (/usr/lib/bootc/kargs.d)",
      },
    ];
  }
  if (deployment === undefined) {
    const what =
      "rpm-ostree does not say what it is going to start (`rpm-ostree status --json`, `rpm-ostree kargs`)";
    return [{ what, next: "see what they say on the host, and run again when they work" }];
  }
  if (deployment.busyWith !== undefined) {
    const what = `rpm-ostree is at work: ${deployment.busyWith}`;
    return [{ what, next: "wait until `rpm-ostree status` says that it is idle, and run again" }];
  }
  return pendingProblems(deployment, managed);
}

/** A change would be made on top of what waits, and be started together with it. */
function pendingProblems(
  deployment: DeploymentFacts,
  { journal, entriesDue }: ManagedFacts,
): readonly SupportProblem[] {
  if (!deployment.isPending) return [];
  const next = "reboot the host into it, or remove it with `rpm-ostree cleanup --pending`, and run again";
  const line = parseCommandLine(deployment.commandLine);
  const isOurs =
    journal?.tokens.some((text) => text.startsWith("vfio_bind=") && hasToken(line, text)) === true;
  if (isOurs || (journal !== undefined && entriesDue === true)) return [];
  const kind = deployment.isStaged ? "is staged" : "is the default";
  const what = `a deployment of ostree ${kind} and was never started with this program's arguments: they would be tried together with what others have changed in it`;
  return [{ what, next }];
}
