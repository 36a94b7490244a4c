import type { BootFacts } from "../../model/boot/boot-facts.ts";
import { ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import {
  type KernelToken,
  merge,
  parseCommandLine,
  parseToken,
  remove,
  renderCommandLine,
} from "../../model/command-line/command-line.ts";
import type { BootEntry } from "../../model/facts/boot-loader-facts.ts";
import { programOf } from "../loaders/choose-loader.ts";
import type { LoaderProgram } from "../loaders/contract/loader-program.ts";

/**
 * Bytes that the kernel reads: COMMAND_LINE_SIZE is 2048 on x86 and arm64, with the end; what is behind is
 * cut off without a word.
 */
const LIMIT = 2_047;

/**
 * Why wanted arguments cannot be in effect in boot entries, one text for each entry: what is there stands in
 * the way, or is too long already.
 */
export function lineProblems(
  { bootLoader, managed }: Pick<BootFacts, "bootLoader" | "managed">,
  wanted: readonly KernelToken[],
): readonly string[] {
  const ours = (managed.journal?.tokens ?? []).map(parseToken);
  return ordinaryEntries(bootLoader.entries).flatMap((entry) => {
    const problem = lineProblem(entry, ours, wanted, programOf(bootLoader));
    return problem === undefined ? [] : [`boot entry "${entry.title}": ${problem}`];
  });
}

function lineProblem(
  entry: BootEntry,
  ours: readonly KernelToken[],
  wanted: readonly KernelToken[],
  program: LoaderProgram,
): string | undefined {
  try {
    const line = merge(remove(parseCommandLine(entry.commandLine), ours), wanted);
    const size = Buffer.byteLength(program.added(entry) + renderCommandLine(line));
    if (size <= LIMIT) return undefined;
    return `its command line would have ${size} bytes, and the kernel reads ${LIMIT}; shorten what is there`;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
