import { type Block, type Piece, parsePiece } from "./piece.ts";

/** Text of the piece with this name. Throws when there is none. */
export type ReadPiece = (name: string) => string;

/**
 * Text of a program: all pieces that it needs, directly or through others, each once and after those that it
 * needs itself. Functions that nothing in the program mentions are left out. Throws an Error for pieces that
 * need each other, and what `read` throws.
 */
export function compose(program: string, read: ReadPiece): string {
  const blocks = orderedPieces(program, read).flatMap((piece) => piece.blocks);
  const used = usedFunctions(blocks);
  const kept = blocks.filter(({ defines }) => defines === undefined || used.has(defines));
  return kept.map(({ text }) => `${text}\n`).join("\n");
}

/**
 * A program's pieces in the order in which its text has them, the program itself last. Throws as `compose`
 * does.
 */
export function orderedPieces(program: string, read: ReadPiece): readonly Piece[] {
  const ordered = new Map<string, Piece>();
  const visit = (name: string, way: readonly string[]): void => {
    if (ordered.has(name)) return;
    if (way.includes(name)) throw new Error(`pieces need each other: ${[...way, name].join(" -> ")}`);
    const piece = parsePiece(name, read(name));
    for (const need of piece.needs) visit(need, [...way, name]);
    ordered.set(name, piece);
  };
  visit(program, []);
  return [...ordered.values()];
}

/** Functions that are mentioned outside of functions, and those that these mention. */
function usedFunctions(blocks: readonly Block[]): ReadonlySet<string> {
  const functions = new Map(blocks.map((block) => [block.defines, block]));
  const used = new Set<string>();
  const follow = ({ words }: Block): void => {
    for (const word of words) {
      const called = functions.get(word);
      if (called === undefined || used.has(word)) continue;
      used.add(word);
      follow(called);
    }
  };
  for (const block of blocks) if (block.defines === undefined) follow(block);
  return used;
}
