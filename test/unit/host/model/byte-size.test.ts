import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteSize, parseByteSize, renderByteSize } from "../../../../host/model/byte-size.ts";

describe("a size", () => {
  const cases: [text: string, bytes: number | undefined][] = [
    ["8 GiB", 8_589_934_592],
    ["8GiB", 8_589_934_592],
    [" 512 MiB ", 536_870_912],
    ["1.5 TiB", 1_649_267_441_664],
    ["500 GB", 500_000_000_000],
    ["1 kB", 1_000],
    ["513 B", 513],
    ["0.5 B", undefined],
    ["8", undefined],
    ["8 G", undefined],
    ["8 gib", undefined],
    ["-1 GiB", undefined],
    ["1e3 MiB", undefined],
    ["1,5 GiB", undefined],
    ["9007199254740992 B", undefined],
    ["9 constructor", undefined],
    ["", undefined],
  ];
  test.each(cases)("%j has %s bytes", (text, bytes) => {
    expect(parseByteSize(text)).toBe(bytes);
  });

  test("is the same after it was written and read", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(parseByteSize(renderByteSize(byteSize(bytes)))).toBe(bytes);
      }),
    );
  });

  test("is written with the largest unit that leaves no rest", () => {
    const sizes = [0, 1, 1024, 1536 * 2 ** 20, 2 ** 40, 3 * 2 ** 30].map((bytes) =>
      renderByteSize(byteSize(bytes)),
    );
    expect(sizes).toEqual(["0 B", "1 B", "1 KiB", "1536 MiB", "1 TiB", "3 GiB"]);
  });
});
