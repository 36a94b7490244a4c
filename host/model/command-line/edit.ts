import { missingFrom } from "./compare.ts";
import { type CommandLine, isOpen, type KernelToken, kernelCount, parseCommandLine } from "./line.ts";

/**
 * The line with what is missing of `tokens`, in their order, behind the kernel's other arguments and before
 * `--`. Nothing that is there is dropped, moved or rewritten. Throws a RangeError for what cannot be added so
 * that it counts: a token that is not one token, a count of huge pages without its size on a line with sizes,
 * a value behind an open quote.
 */
export function merge(line: CommandLine, tokens: readonly KernelToken[]): CommandLine {
  const wrong = tokens.find(({ text }) => !isOneToken(text));
  if (wrong !== undefined) throw new RangeError(`${JSON.stringify(wrong.text)} is not one kernel argument`);
  const missing = missingFrom(line, tokens);
  requireSizes(line, missing);
  return insert(line, missing, endOf(line, missing));
}

/**
 * The line without one occurrence of each of `tokens`, the last one, exactly as written; everything else
 * keeps its place, its quotes and its blanks. Arguments after `--` are init's and stay. Takes back what
 * `merge` has added, byte for byte.
 */
export function remove(line: CommandLine, tokens: readonly KernelToken[]): CommandLine {
  return tokens.reduceRight((left, { text }) => removeLast(left, text), line);
}

function removeLast(line: CommandLine, text: string): CommandLine {
  const at = line.tokens.slice(0, kernelCount(line)).findLastIndex((token) => token.text === text);
  if (at < 0) return line;
  const gaps = line.gaps.toSpliced(at, 1);
  const next = gaps[at];
  // At the beginning of the line, it was the blank behind the token that held the two apart.
  const heldByNext = at === 0 && line.gaps[0] === "" && line.tokens.length > 1;
  if (heldByNext && next !== undefined) gaps[at] = next.slice(1);
  return { tokens: line.tokens.toSpliced(at, 1), gaps };
}

/**
 * Puts tokens before the one at `at`, one blank from what stands before them, or from what follows when
 * nothing does.
 */
function insert(line: CommandLine, added: readonly KernelToken[], at: number): CommandLine {
  if (added.length === 0) return line;
  const blanks = added.map((_, index) => (at === 0 && index === 0 ? "" : " "));
  const gaps = line.gaps.toSpliced(at, 0, ...blanks);
  const follower = at + added.length;
  if (at === 0 && line.tokens.length > 0) gaps[follower] = ` ${gaps[follower] ?? ""}`;
  return { tokens: line.tokens.toSpliced(at, 0, ...added), gaps };
}

/**
 * Where an added token counts: before `--`, and before an argument that takes everything after it into its
 * quotes.
 */
function endOf(line: CommandLine, added: readonly KernelToken[]): number {
  const end = kernelCount(line);
  const last = line.tokens[end - 1];
  if (last === undefined || !isOpen(last)) return end;
  if (!added.some(({ key }) => key === last.key)) return end - 1;
  throw new RangeError(`the kernel command line ends within the quotes of ${last.text}`);
}

/** A count behind another program's size would count for that size. */
function requireSizes(line: CommandLine, added: readonly KernelToken[]): void {
  const unsized = added.find(({ key }) => key === "hugepagesz" || key === "hugepages");
  if (unsized?.key !== "hugepages") return;
  const own = line.tokens.slice(0, kernelCount(line));
  if (!own.some(({ key }) => key === "hugepagesz")) return;
  throw new RangeError(`${unsized.text} needs its hugepagesz= before it: the line has sizes of its own`);
}

function isOneToken(text: string): boolean {
  const { tokens, gaps } = parseCommandLine(text);
  const [token] = tokens;
  if (token === undefined || tokens.length !== 1 || gaps.join("") !== "") return false;
  return text !== "--" && text !== '"--"' && !isOpen(token);
}
