import { expect, test } from "vitest";
import {
  type FieldKind,
  type InstructionKind,
  instructionLanguage,
} from "../../../../../host/boot/on-host/instruction-language.ts";
import { readPiece } from "../../../../../host/boot/on-host/programs.ts";

test.each([
  ["change", "parts/change"],
  ["arm", "programs/arm"],
  ["disarm", "programs/disarm"],
] as const)("the head of the program that reads %s instructions tells all of them", (program, piece) => {
  const [head = ""] = readPiece(piece).split("\n\n");
  const told = head.split("\n").filter((line) => line.startsWith("#   "));
  expect(told).toEqual(grammarOf(program));
});

/** Two comment lines for each instruction that a program reads: how it is written, and what it means. */
function grammarOf(program: InstructionKind["program"]): readonly string[] {
  const kinds = Object.entries<InstructionKind>(instructionLanguage).filter(
    ([, kind]) => kind.program === program,
  );
  return kinds.flatMap(([verb, { fields, meaning }]) => [
    `#   ${[verb, ...fields.map(placeholder)].join(" ")}`,
    `#       ${meaning}`,
  ]);
}

function placeholder([name, kind]: readonly [name: string, kind: FieldKind]): string {
  const upper = name.replaceAll(/[A-Z]/g, "_$&").toUpperCase();
  switch (kind) {
    case "text":
      return `${upper}:base64`;
    case "texts":
      return `${upper}:base64...`;
    case "words":
      return `${upper}...`;
    case "word":
    case "number":
    case "line":
      return upper;
    default:
      return kind.join("|");
  }
}
