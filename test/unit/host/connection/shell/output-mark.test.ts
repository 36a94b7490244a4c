import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineReader } from "../../../../../host/connection/shell/line-reader.ts";
import { MarkedOutput, newMark } from "../../../../../host/connection/shell/output-mark.ts";

/** Pieces of some bytes, cut anywhere. */
const cut = (bytes: Buffer, sizes: readonly number[]): readonly Buffer[] => {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...pieces, bytes.subarray(at)];
};
const sizes = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 20 });
const text = fc.string({ unit: "binary", maxLength: 80 });

describe("a marked output", () => {
  it("is what comes after the mark, however it is cut", () => {
    fc.assert(
      fc.property(text, text, sizes, (before, after, cuts) => {
        const mark = newMark();
        const passed: Buffer[] = [];
        const output = new MarkedOutput(mark, (chunk) => passed.push(chunk));
        for (const piece of cut(Buffer.from(`${before}${mark}\n${after}`), cuts)) output.add(piece);
        expect([output.arrived, output.before, output.text]).toEqual([true, before, after]);
        expect(Buffer.concat(passed).toString()).toBe(after);
      }),
    );
  });

  it("is nothing without the mark", () => {
    const output = new MarkedOutput("--mark--");
    output.add(Buffer.from("--mark-- \n"));
    expect([output.arrived, output.before, output.text]).toEqual([false, "--mark-- \n", ""]);
  });
});

describe("lines", () => {
  it("are told whole, the last one only with its end, however they are cut", () => {
    fc.assert(
      fc.property(
        fc.array(text.map((line) => line.replaceAll("\n", " "))),
        text,
        sizes,
        (lines, rest, cuts) => {
          const told: string[] = [];
          const read = lineReader((line) => told.push(line));
          const unended = rest.replaceAll("\n", " ");
          const whole = lines.map((line) => `${line}\n`).join("") + unended;
          for (const piece of cut(Buffer.from(whole), cuts)) read(piece);
          expect(told).toEqual(lines);
        },
      ),
    );
  });
});
