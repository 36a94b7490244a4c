import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quote } from "../../../../../host/connection/shell/quote.ts";

const everyByte = Array.from({ length: 255 }, (_, index) => String.fromCharCode(index + 1)).join("");

/** What a shell makes of a command line's words. */
function wordsAfter(line: string): readonly string[] {
  const output = execFileSync("/bin/sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
  return output.split("\0").slice(0, -1);
}

describe("quoting", () => {
  it.each([
    ["plain", "'plain'"],
    ["", "''"],
    ["it's", "'it'\\''s'"],
    ["a\\b", "'a'\\\\'b'"],
    ["$(id) `id` $HOME", "'$(id) `id` $HOME'"],
    ["a\nb", "'a\nb'"],
    ["-n", "'-n'"],
  ])("%j is %s", (word, quoted) => {
    expect(quote([word])).toBe(quoted);
  });

  it("keeps every byte but NUL", () => {
    expect(wordsAfter(quote([everyByte, "", "'", "\\", "\n"]))).toEqual([everyByte, "", "'", "\\", "\n"]);
  });

  // Few runs with many words: each starts a shell.
  it("keeps any words as they are and apart", () => {
    const special = fc.constantFrom(..."'\"\\$`!*?[]{}()<>|&;#~-= \t\n\r\u0001\u007f\u0080é😀");
    const word = fc.oneof(
      fc.string({ unit: special }),
      fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "")),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 150, maxLength: 200 }), (words) => {
        expect(wordsAfter(quote(words))).toEqual(words);
      }),
      { numRuns: 4 },
    );
  });

  it("refuses NUL", () => {
    expect(() => quote(["a\0b"])).toThrow(TypeError);
  });
});
