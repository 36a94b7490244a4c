import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineDiff } from "../../../../host/files/line-diff.ts";

const text = fc
  .array(fc.constantFrom("a", "b", "c", ""))
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

describe("the difference of two texts", () => {
  it.each([
    ["", "a\nb\n", ["+ a", "+ b"]],
    ["a\n", "", ["- a"]],
    ["a\nb\nc\n", "a\nx\nc\n", ["  a", "- b", "+ x", "  c"]],
    ["a\n", "a\n", ["  a"]],
  ])("of %j and %j", (before, after, lines) => {
    expect(lineDiff(before, after)).toEqual(lines);
  });

  it("has both texts in it", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = lineDiff(before, after);
        const side = (marks: string) =>
          diff.filter((line) => marks.includes(line.charAt(0))).map((line) => `${line.slice(2)}\n`);
        expect(side(" -").join("")).toBe(before);
        expect(side(" +").join("")).toBe(after);
      }),
    );
  });
});
