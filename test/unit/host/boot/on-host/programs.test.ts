import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compose, orderedPieces } from "../../../../../host/boot/on-host/compose.ts";
import { type Piece, parsePiece } from "../../../../../host/boot/on-host/piece.ts";
import { readPiece } from "../../../../../host/boot/on-host/programs.ts";
import { projectDir } from "../../../../../toolchain/local/paths.mjs";

/** Also part of a reader, which sets what it needs on its own. */
const SHARED = "loaders/sources";

const names = [
  ...globSync("{lib,parts,programs}/**/*.sh", { cwd: join(projectDir, "host/boot/on-host") }).map((path) =>
    path.slice(0, -3),
  ),
  ...globSync("*/on-host/*.sh", { cwd: join(projectDir, "host/boot/loaders") }).map(
    (path) => `loaders/${path.replace("/on-host", "").slice(0, -3)}`,
  ),
  SHARED,
].sort();

/** Programs that run on their own, and share no name with the others. */
const ALONE = ["programs/bind-running", "programs/in-place"];

const pieces = names.filter((name) => !ALONE.includes(name)).map((name) => parsePiece(name, readPiece(name)));
const programs = pieces.filter(({ name }) => name.startsWith("programs/"));

describe("the pieces of the programs", () => {
  test("define each function and each shared name once", () => {
    const defined = pieces.flatMap(functionsOf);
    expect(defined).toHaveLength(new Set(defined).size);
  });

  test.each(pieces.filter(({ name }) => name !== SHARED))(
    "$name needs every piece that it mentions something of",
    (piece) => {
      const needed = new Set(orderedPieces(piece.name, readPiece).map(({ name }) => name));
      const others = pieces.filter(({ name }) => !needed.has(name) && !name.startsWith("programs/"));
      const missing = others.filter((other) => mentions(piece, other));
      expect(missing.map(({ name }) => name)).toEqual([]);
    },
  );

  test.each(pieces)("$name mentions something of every piece that it needs", (piece) => {
    const idle = pieces
      .filter(({ name }) => piece.needs.includes(name))
      .filter((other) => !mentions(piece, other));
    expect(idle.map(({ name }) => name)).toEqual([]);
  });

  test("are all part of a program", () => {
    const carried = programs.flatMap(({ name }) => orderedPieces(name, readPiece));
    expect([...new Set(carried.map(({ name }) => name))].sort()).toEqual(
      pieces.map(({ name }) => name).sort(),
    );
  });
});

describe.each(programs)("the program $name", ({ name }) => {
  const program = parsePiece(name, compose(name, readPiece));

  test("defines every function of ours that it mentions", () => {
    const known = new Set(pieces.flatMap(functionsOf));
    const mentioned = [...wordsOf(program)].filter((word) => known.has(word));
    expect(mentioned.filter((word) => !functionsOf(program).includes(word))).toEqual([]);
  });

  test("carries no function that nothing else in it mentions", () => {
    const unused = program.blocks.filter(
      (block) =>
        block.defines !== undefined &&
        !program.blocks.some((other) => other !== block && other.words.has(block.defines ?? "")),
    );
    expect(unused.map(({ defines }) => defines)).toEqual([]);
  });
});

function functionsOf({ blocks }: Piece): readonly string[] {
  return blocks.flatMap(({ defines }) => defines ?? []);
}

/** Names that a piece sets outside of functions. */
function variablesOf({ blocks }: Piece): readonly string[] {
  return blocks.flatMap(({ defines, text }) =>
    defines === undefined ? [...text.matchAll(/^([a-z_]+)=/gm)].map(([, name = ""]) => name) : [],
  );
}

function wordsOf({ blocks }: Piece): ReadonlySet<string> {
  return new Set(blocks.flatMap(({ words }) => [...words]));
}

function mentions(piece: Piece, other: Piece): boolean {
  const words = wordsOf(piece);
  const text = piece.blocks.map((block) => block.text).join("\n");
  return (
    functionsOf(other).some((name) => words.has(name)) ||
    variablesOf(other).some((name) => new RegExp(`\\$\\{?${name}\\b`).test(text))
  );
}
