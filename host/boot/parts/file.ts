import { lineDiff } from "../../files/line-diff.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { type ManagedFacts, writtenText } from "../../model/facts/managed-facts.ts";
import { paths } from "../../model/managed-paths.ts";
import { instruction } from "../on-host/instruction.ts";
import { removeInstruction, storeInstruction, writeInstruction } from "../transaction/instructions.ts";
import { describeScript, isScript } from "./describe-script.ts";
import type { Part } from "./part.ts";
import { theirsWithoutOurs } from "./theirs-without-ours.ts";

/** One of our files that is written, changed or removed. */
export interface FileChange {
  readonly kind: "file";
  readonly path: string;
  /** Its text now; absent = it is not there. */
  readonly before?: string | undefined;
  /** Its text afterwards; absent = it is removed. */
  readonly after?: string | undefined;
}

/**
 * Our files. Before us there was none, so the undo removes them. One that was changed since keeps the
 * lines of others, where a part of it makes sense on its own; our lines, and our tokens on their lines, go.
 */
export const file: Part<FileChange> = {
  kind: "file",
  changesBoot: true,
  isShownFirst: true,
  property: "files",
  announced: instruction("copies"),
  plan: ({ managed }, wanted) =>
    knownPaths(managed, wanted).flatMap((path): readonly FileChange[] => {
      const [before, after] = [managed.files[path]?.text, wanted.files[path]];
      return before === after ? [] : [{ kind: "file", path, before, after }];
    }),
  describe: ({ path, before, after }) => {
    const noun = isScript(after ?? before ?? "") ? "script" : "file";
    const word =
      before === undefined ? `new ${noun}` : after === undefined ? `${noun} is removed:` : `${noun} changes:`;
    if (noun === "script")
      return [`${word} ${path}${after === undefined ? "" : ` ${describeScript(after)}`}`];
    const all = lineDiff(before ?? "", after ?? "");
    const diff = all.filter((line) => !line.startsWith("  "));
    if (before === undefined && diff.length > 12) return [`${word} ${path} (${diff.length} lines)`];
    return [`${word} ${path}`, ...diff.map((line) => `  ${line}`)];
  },
  instructions: (change, { managed, kernel }) => {
    const { bootId } = kernel;
    const waits = change.path === paths.modprobe ? [instruction("module-options", { bootId })] : [];
    return [storeInstruction(managed, change), ...waits];
  },
  unmet: ({ path }) => [`${path} is not as it was written`],
  undo: ({ managed }) => {
    const undone = (managed.journal?.files ?? []).map((path) => undoFile(managed, path));
    return {
      instructions: undone.flatMap(({ instruction }) => (instruction === undefined ? [] : [instruction])),
      remarks: undone.flatMap(({ remark }) => (remark === undefined ? [] : [remark])),
    };
  },
};

/** The files that are wanted, and those that we wrote once, in their order. */
export function knownPaths(managed: ManagedFacts, { files }: Pick<WantedBoot, "files">): readonly string[] {
  return [...new Set([...Object.keys(files), ...(managed.journal?.files ?? [])])].sort();
}

function undoFile(
  managed: ManagedFacts,
  path: string,
): { readonly instruction?: string; readonly remark?: string } {
  const found = managed.files[path];
  if (found === undefined) return {};
  const remove = removeInstruction(managed, path);
  const ours = writtenText(managed, path);
  if (ours === undefined || found.text === ours) return { instruction: remove };
  const partial = path === paths.grub || path === paths.modprobe || path === paths.sysctl;
  const left = partial ? theirsWithoutOurs(found.text, ours, managed.journal?.tokens ?? []) : "";
  if (left !== "") {
    return {
      instruction: writeInstruction(managed, path, left),
      remark: `${path} was changed by another program or by you: only our part was removed, this was left:\n${left}`,
    };
  }
  const shown = partial ? "" : `; it was removed, and this was in it:\n${found.text}`;
  return { instruction: remove, remark: `${path} was changed by another program or by you${shown}` };
}
