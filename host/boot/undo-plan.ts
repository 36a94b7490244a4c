import type { BootFacts } from "../model/boot/boot-facts.ts";
import {
  type KernelToken,
  parseCommandLine,
  parseToken,
  remove,
  renderCommandLine,
} from "../model/command-line/command-line.ts";
import { type ManagedFacts, writtenText } from "../model/facts/managed.ts";
import { paths } from "../model/paths.ts";
import { managedLoader } from "./loaders/choose-loader.ts";
import { giveBack } from "./plan/plan-sysctl.ts";
import { parseSysctlLines } from "./settings/sysctl.ts";
import {
  bootInstruction,
  removeInstruction,
  sysctlInstruction,
  writeInstruction,
} from "./transaction/instructions.ts";

/** How the written files are given back. */
export interface UndoPlan {
  readonly instructions: readonly string[];
  /** What was found changed by others, for people. */
  readonly remarks: readonly string[];
}

/**
 * Every file that we wrote is removed: before us there was none. One that somebody changed since keeps their lines, where a part of
 * the file makes sense by itself; our lines, and our tokens on their lines, go.
 */
export function planUndo({
  managed,
  bootLoader,
  sysctl,
}: Pick<BootFacts, "managed" | "bootLoader" | "sysctl">): UndoPlan {
  const running = giveBack(sysctl, parseSysctlLines(writtenText(managed, paths.sysctl) ?? ""));
  const undone = (managed.journal?.files ?? []).map((path) => undoFile(managed, path));
  return {
    instructions: [
      bootInstruction({ bootLoader }),
      ...(managedLoader(bootLoader).instructions?.({ ...bootLoader, ...managed }, {}) ?? []),
      ...running.changes.map(sysctlInstruction),
      ...undone.flatMap(({ instruction }) => (instruction === undefined ? [] : [instruction])),
    ],
    remarks: [...running.remarks, ...undone.flatMap(({ remark }) => (remark === undefined ? [] : [remark]))],
  };
}

/** What is left of a changed file without our part; empty when nothing of it is theirs. */
export function theirsWithoutOurs(theirs: string, ours: string, tokens: readonly string[]): string {
  const own = new Set(ours.split("\n"));
  const words = [...tokens, "vfio/early.cpio"].map(parseToken);
  const left = theirs
    .split("\n")
    .filter((line) => line.trim() !== "" && !own.has(line))
    .map((line) => withoutWords(line, words))
    .filter((line) => !/^([A-Z_]+)="?\$\{?\1\}?"?$/.test(line));
  return left.length === 0 ? "" : `${left.join("\n")}\n`;
}

/** A setting without our words in its value; all else stays as it was written. `vfio_bind=` is always ours. */
function withoutWords(line: string, words: readonly KernelToken[]): string {
  const without = (value: string) => renderCommandLine(remove(parseCommandLine(value), words));
  return line
    .replace(/^(\w+=)(.*)$/, (_, name: string, value: string) => {
      const isQuoted = /["']/.test(value);
      return (
        name +
        (isQuoted ? value.replaceAll(QUOTED, (_, mark, text) => mark + without(text) + mark) : without(value))
      );
    })
    .replaceAll(/ ?vfio_bind=[^\s"']*/g, "");
}

/** A string of the shell; a backslash keeps the quote after it from ending it. */
const QUOTED = /(["'])((?:\\.|(?!\1).)*)\1/g;

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
      remark: `${path} was changed by somebody else: only our part was removed, this was left:\n${left}`,
    };
  }
  const shown = partial ? "" : `; it was removed, and this was in it:\n${found.text}`;
  return { instruction: remove, remark: `${path} was changed by somebody else${shown}` };
}
