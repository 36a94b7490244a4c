import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  merge,
  missingFrom,
  parseCommandLine,
  parseToken,
  remove,
  renderCommandLine,
} from "../../../../../host/model/command-line/command-line.ts";
import { merging, token, tokens } from "./command-lines.ts";

describe("merging", () => {
  it("brings everything that is wanted", () => {
    fc.assert(
      fc.property(merging, ({ line, wanted }) => {
        expect(missingFrom(merge(line, wanted), wanted)).toEqual([]);
      }),
    );
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(merging, ({ line, wanted }) => {
        const once = merge(line, wanted);
        expect(renderCommandLine(merge(once, wanted))).toBe(renderCommandLine(once));
      }),
    );
  });

  it("means the same after it was written and read", () => {
    fc.assert(
      fc.property(merging, ({ line, wanted }) => {
        const merged = merge(line, wanted);
        expect(parseCommandLine(renderCommandLine(merged))).toEqual(merged);
      }),
    );
  });

  it("is taken back byte for byte by removing what was added", () => {
    fc.assert(
      fc.property(merging, ({ text, line, wanted }) => {
        const added = missingFrom(line, wanted);
        expect(renderCommandLine(remove(merge(line, wanted), added))).toBe(text);
      }),
    );
  });

  it("never drops, moves or rewrites a token that was there", () => {
    fc.assert(
      fc.property(merging, ({ line, wanted }) => {
        const left = merge(line, wanted).tokens.map(({ text }) => text);
        let at = 0;
        for (const text of left) if (text === line.tokens[at]?.text) at += 1;
        expect(at).toBe(line.tokens.length);
      }),
    );
  });

  it.each([
    ["", "iommu=pt", "iommu=pt"],
    ["ro quiet  ", "iommu=pt", "ro quiet iommu=pt  "],
    ["iommu=pt iommu=off", "iommu=pt", "iommu=pt iommu=off iommu=pt"],
    ["ro -- iommu=pt", "iommu=pt", "ro iommu=pt -- iommu=pt"],
    ["-- a", "iommu=pt", "iommu=pt -- a"],
    ['ro dyndbg="file a', "iommu=pt", 'ro iommu=pt dyndbg="file a'],
    ['iommu="pt"', "iommu=pt", 'iommu="pt"'],
    [
      "ro",
      "default_hugepagesz=1G hugepagesz=1G hugepages=4",
      "ro default_hugepagesz=1G hugepagesz=1G hugepages=4",
    ],
    [
      "hugepagesz=2M hugepages=4",
      "hugepagesz=1G hugepages=4",
      "hugepagesz=2M hugepages=4 hugepagesz=1G hugepages=4",
    ],
    [
      "hugepagesz=1G hugepagesz=2M hugepages=1",
      "hugepagesz=1G hugepages=4",
      "hugepagesz=1G hugepagesz=2M hugepages=1 hugepagesz=1G hugepages=4",
    ],
    ["hugepagesz=1G quiet hugepages=4", "hugepagesz=1G hugepages=4", "hugepagesz=1G quiet hugepages=4"],
  ])("%j with %s is %j", (text, wanted, merged) => {
    const line = merge(parseCommandLine(text), parseCommandLine(wanted).tokens);
    expect(renderCommandLine(line)).toBe(merged);
  });

  it.each([
    ['iommu="off', "iommu=pt", /ends within the quotes of iommu="off/],
    ["hugepagesz=1G", "hugepages=4", /hugepages=4 needs its hugepagesz= before it/],
    ["ro", "--", /"--" is not one kernel argument/],
    ["ro", "a b", /"a b" is not one/],
    ["ro", 'a="b', /is not one/],
    ["ro", "", /"" is not one/],
  ])("refuses %j with %j", (text, wanted, message) => {
    expect(() => merge(parseCommandLine(text), [parseToken(wanted)])).toThrow(message);
  });
});

describe("removing", () => {
  it("takes exactly the given tokens", () => {
    fc.assert(
      fc.property(fc.array(token), fc.array(token), (theirs, ours) => {
        const line = parseCommandLine([...theirs, ...ours].join(" "));
        expect(renderCommandLine(remove(line, tokens(ours)))).toBe(theirs.join(" "));
      }),
    );
  });

  it.each([
    ["quiet splash", "quiet", "splash"],
    ["ro  quiet splash", "quiet", "ro splash"],
    ["quiet", "quiet", ""],
    ["iommu=pt iommu=off iommu=pt", "iommu=pt", "iommu=pt iommu=off"],
    ["ro -- quiet", "quiet", "ro -- quiet"],
    ["notquiet quiet=1", "quiet", "notquiet quiet=1"],
    ['iommu="pt"', "iommu=pt", 'iommu="pt"'],
  ])("from %j the token %s leaves %j", (text, gone, left) => {
    expect(renderCommandLine(remove(parseCommandLine(text), [parseToken(gone)]))).toBe(left);
  });
});
