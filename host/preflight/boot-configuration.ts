import {
  foreignFiles,
  imageProblems,
  kernelProblems,
  loaderProblems,
  roomProblems,
} from "../boot/support/support.ts";
import type { SupportProblem } from "../model/problem.ts";
import type { Check, Topic } from "./check.ts";

/**
 * Whether the boot configuration can be managed at all: the boot loader, the initramfs tool, the running
 * kernel, files of our names.
 */
export const bootConfiguration: Topic = (facts) => {
  const { bootLoader, initramfs, kernel } = facts;
  return [
    ...hard("boot-loader", "The boot loader can be configured", loaderProblems(facts), bootLoader.loader),
    ...hard(
      "initramfs-tool",
      "The initramfs can be made to bind functions",
      imageProblems(facts),
      initramfs.tool,
    ),
    ...hard("vfio-pci", "The running kernel has vfio-pci", kernelProblems(facts), `kernel ${kernel.running}`),
    ...hard(
      "own-files",
      "Every file with one of our names was written by pulumi-vfio",
      foreignFiles(facts),
      "none is there, or the journal knows it",
    ),
  ];
};

/**
 * Whether there is room for the overlay; whether it is needed is known only with the plan, which refuses
 * then.
 */
export const bootSpace: Topic = (facts) => {
  const common = { id: "boot-space", title: "There is room for the overlay initrd", weight: "soft" } as const;
  const [problem] = roomProblems(facts, [{ kind: "overlay", because: "it is built" }]);
  if (problem !== undefined) return [{ ...common, answer: "no", evidence: problem.what, next: problem.next }];
  const free = Object.entries(facts.managed.freeKilobytes);
  if (free.length === 0) return [{ ...common, answer: "unknown", evidence: "the free space is unknown" }];
  return [
    {
      ...common,
      answer: "yes",
      evidence: free.map(([folder, kilobytes]) => `${folder}: ${kilobytes} kB free`).join(", "),
    },
  ];
};

function hard(
  id: string,
  title: string,
  problems: readonly SupportProblem[],
  evidence: string,
): readonly Check[] {
  const common = { id, title, weight: "hard" } as const;
  if (problems.length === 0) return [{ ...common, answer: "yes", evidence }];
  return problems.map(({ what, next }) => ({ ...common, answer: "no", evidence: what, next }));
}
