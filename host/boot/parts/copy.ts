import { instruction } from "../on-host/instruction.ts";
import { storeInstruction } from "../transaction/instructions.ts";
import { knownPaths } from "./file.ts";
import type { Part } from "./part.ts";

/**
 * The file is as declared, and the copy by which the undo tells it from what others wrote is not: a run was
 * cut off between the two.
 */
export interface CopyChange {
  readonly kind: "copy";
  readonly path: string;
  /** Its text afterwards; absent = it is removed. */
  readonly after?: string | undefined;
}

/** Copies of our files. They go with the undo of the files. */
export const copy: Part<CopyChange> = {
  kind: "copy",
  changesBoot: false,
  isShownFirst: true,
  property: "files",
  announced: instruction("copies"),
  plan: ({ managed }, wanted) =>
    knownPaths(managed, wanted).flatMap((path): readonly CopyChange[] => {
      const after = wanted.files[path];
      const isDue = managed.files[path]?.text === after && managed.ours[path] !== after;
      return isDue ? [{ kind: "copy", path, after }] : [];
    }),
  describe: ({ path, after }) => {
    const [state, verb] = after === undefined ? ["gone", "is removed"] : ["as wanted", "is written again"];
    return [
      `${path} is ${state}; an earlier run did not reach the copy that tells what we wrote; it ${verb}`,
    ];
  },
  instructions: (change, { managed }) => [storeInstruction(managed, change)],
  unmet: ({ path }) => [`the copy of ${path} is not as it was written`],
};
