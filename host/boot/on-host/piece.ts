/**
 * A file of shell that programs are made of: its head says what it is for and what it needs, the rest is text
 * and functions.
 */
export interface Piece {
  readonly name: string;
  /** Names of the pieces that it needs, from the lines `# needs: …` of its head. */
  readonly needs: readonly string[];
  /** Its head without those lines, its functions, and the text between them, in order. */
  readonly blocks: readonly Block[];
}

/** A function with the comment above it, or text of a piece that belongs to no function. */
export interface Block {
  /** Name of the function; absent for other text. */
  readonly defines?: string;
  readonly text: string;
  /** All words in it but those of comments. */
  readonly words: ReadonlySet<string>;
}

const NEEDS = /^# needs: (.+)$/;
const FUNCTION = /^([a-z_]+)\(\) \{/;

/** Reads a piece. Throws an Error for a function without an end. */
export function parsePiece(name: string, text: string): Piece {
  const lines = text.trimEnd().split("\n");
  const needs = lines.flatMap((line) => NEEDS.exec(line)?.[1]?.split(" ") ?? []);
  const rest = lines.filter((line) => !NEEDS.test(line));
  return { name, needs, blocks: blocksOf(name, rest) };
}

function blocksOf(name: string, lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let waiting: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const defines = FUNCTION.exec(line)?.[1];
    if (defines === undefined) {
      waiting.push(line);
      continue;
    }
    const last = line.endsWith("}") ? at : lines.indexOf("}", at);
    if (last < 0) throw new Error(`function ${defines} of ${name} has no end`);
    const above = waiting.findLastIndex((comment) => !comment.startsWith("#")) + 1;
    blocks.push(...freeText(waiting.slice(0, above)));
    blocks.push({ defines, ...blockOf([...waiting.slice(above), ...lines.slice(at, last + 1)]) });
    waiting = [];
    at = last;
  }
  return [...blocks, ...freeText(waiting)];
}

function freeText(lines: readonly string[]): readonly Block[] {
  const block = blockOf(lines);
  return block.text === "" ? [] : [block];
}

function blockOf(lines: readonly string[]): Block {
  const code = lines.filter((line) => !/^\s*#/.test(line)).join("\n");
  return { text: lines.join("\n").trim(), words: new Set(code.match(/[A-Za-z_][A-Za-z0-9_]*/g)) };
}
