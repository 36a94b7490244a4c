import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argumentProblem, tokensOf } from "../../../host/kernel/command-line/arguments.ts";
import {
  compareCommandLines,
  hasToken,
  merge,
  missingFrom,
  parseCommandLine,
  parseToken,
  remove,
  renderCommandLine,
  renderTokens,
  valuesOf,
} from "../../../host/kernel/command-line/command-line.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,12}$/);
const plain = fc.stringMatching(/^[A-Za-z0-9_.,:@/+=%~^-]{1,16}$/);
const quoted = fc.stringMatching(/^[A-Za-z0-9 =,]{0,12}$/).map((text) => `"${text}"`);
const token = fc.oneof(
  name,
  fc.constantFrom("hugepagesz=1G", "hugepagesz=2M", "iommu=pt", "iommu=off", "quiet"),
  fc.nat(3).map((count) => `hugepages=${count}`),
  fc.tuple(name, fc.oneof(plain, quoted)).map(([key, value]) => `${key}=${value}`),
  name.map((text) => `"${text} 1"`),
);
/** Whatever a person or a tool may have written: blanks of all kinds, quotes anywhere, also one without an end, and arguments of init. */
const anyLine = fc
  .array(
    fc.oneof(
      token,
      fc.constantFrom(" ", "  ", "\t", '"', "--", "=", "x=", '=""', "\n"),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .chain((parts) => fc.constantFrom("", " ", "  ").map((glue) => parts.join(glue)));
const tokens = (texts: readonly string[]) => texts.map(parseToken);

/** What is to be merged, with the sizes that counts need; lines that end in an open quote of the same key are refused, which has a test of its own. */
const merging = fc
  .tuple(anyLine, fc.array(token, { maxLength: 5 }))
  .map(([text, texts]) => ({ text, line: parseCommandLine(text), wanted: tokens(texts) }))
  .filter(({ line, wanted }) => attempt(() => merge(line, wanted)) !== undefined);

describe("a command line", () => {
  it("comes back from its text byte for byte", () => {
    fc.assert(
      fc.property(fc.oneof(anyLine, fc.string({ unit: "binary" })), (text) => {
        expect(renderCommandLine(parseCommandLine(text))).toBe(text);
      }),
    );
  });

  it("has the tokens that it was made of", () => {
    fc.assert(
      fc.property(fc.array(token), (texts) => {
        expect(parseCommandLine(texts.join(" ")).tokens.map(({ text }) => text)).toEqual(texts);
      }),
    );
  });

  it.each<[string, readonly [string, string | undefined][]]>([
    [
      "quiet  ro\t root=/dev/x\n",
      [
        ["quiet", undefined],
        ["ro", undefined],
        ["root", "/dev/x"],
      ],
    ],
    ["vfio-pci.ids=1:2", [["vfio_pci.ids", "1:2"]]],
    [
      'dyndbg="file a.c +p" quiet',
      [
        ["dyndbg", "file a.c +p"],
        ["quiet", undefined],
      ],
    ],
    [
      '"init=/a b" x',
      [
        ["init", "/a b"],
        ["x", undefined],
      ],
    ],
    ['"quiet"', [["quiet", undefined]]],
    ['a="b', [["a", "b"]]],
    ['a="b c', [["a", "b c"]]],
    [
      "a= b",
      [
        ["a", ""],
        ["b", undefined],
      ],
    ],
    ["=a", [["=a", undefined]]],
    ["=a=b", [["=a", "b"]]],
    ["a=b=c", [["a", "b=c"]]],
    ['"', [["", undefined]]],
    ["a\u00a0b", [["a\u00a0b", undefined]]],
    ["", []],
    [" \t", []],
  ])("is read as the kernel reads it: %j", (text, read) => {
    expect(parseCommandLine(text).tokens.map(({ key, value }) => [key, value])).toEqual(read);
  });
});

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

describe("comparing", () => {
  const line = anyLine.map(parseCommandLine);

  it("finds no difference between a line and itself, however it is spaced", () => {
    fc.assert(
      fc.property(fc.array(token), (texts) => {
        expect(
          compareCommandLines(parseCommandLine(texts.join(" ")), parseCommandLine(`\t${texts.join("  ")} `)),
        ).toEqual([]);
      }),
    );
  });

  it("finds the same from either side", () => {
    fc.assert(
      fc.property(line, line, (left, right) => {
        const turned = compareCommandLines(right, left).map((one) => ({
          ...one,
          left: one.right,
          right: one.left,
        }));
        expect(new Set(compareCommandLines(left, right).map(({ key }) => key))).toEqual(
          new Set(turned.map(({ key }) => key)),
        );
        expect(compareCommandLines(left, right)).toEqual(expect.arrayContaining(turned));
      }),
    );
  });

  it("does not see the order of different keys, and sees that of one key", () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 5 }), (keys) => {
        const texts = keys.map((key, at) => `x${key.replaceAll("-", "_")}${at}=1`);
        const turned = parseCommandLine(texts.toReversed().join(" "));
        expect(compareCommandLines(parseCommandLine(texts.join(" ")), turned)).toEqual([]);
      }),
    );
    expect(compareCommandLines(parseCommandLine("a=1 a=2"), parseCommandLine("a=2 a=1"))).toEqual([
      { key: "a", left: ["1", "2"], right: ["2", "1"] },
    ]);
  });

  it("agrees with what is missing: of a line's own arguments nothing is", () => {
    fc.assert(
      fc.property(fc.array(token), fc.array(token), (texts, others) => {
        const line = parseCommandLine(texts.join("  "));
        expect(missingFrom(line, tokens(texts))).toEqual([]);
        const alike = compareCommandLines(line, parseCommandLine(others.join(" "))).length === 0;
        if (alike) expect(missingFrom(line, tokens(others))).toEqual([]);
        if (missingFrom(line, tokens(others)).length > 0) expect(alike).toBe(false);
      }),
    );
  });

  it.each([
    ["quiet quiet", "quiet", "quiet"],
    ["hugepagesz=1G hugepages=1", "hugepages=1 hugepagesz=1G", "hugepages"],
    ["a -- b", "a -- c", undefined],
    ["a-b=1", "a_b=1", undefined],
    ['a="1"', "a=1", undefined],
    ["a=", "a", "a"],
  ])("%j and %j differ in %s", (left, right, key) => {
    const found = compareCommandLines(parseCommandLine(left), parseCommandLine(right));
    expect(found.map((one) => one.key)).toEqual(key === undefined ? [] : [key]);
  });
});

describe("what is missing", () => {
  it.each([
    ["iommu=pt", "quiet", ["iommu=pt"]],
    ["iommu=pt", "iommu=pt", []],
    ["iommu=pt", "iommu=pt iommu=off", ["iommu=pt"]],
    ["iommu=pt", "iommu=off iommu=pt", []],
    ["iommu=pt", "myiommu=pt", ["iommu=pt"]],
    ["iommu=pt", "init=/x -- iommu=pt", ["iommu=pt"]],
    ["vfio-pci.ids=1:2", "vfio_pci.ids=1:2", []],
    ["console=a console=b", "console=b console=a", ["console=a", "console=b"]],
    ["console=a console=b", "console=a console=x console=b", []],
    ["quiet", "quiet=1", ["quiet"]],
  ])("needs %j on %j: lacks %j", (wanted, line, lacking) => {
    const missing = missingFrom(parseCommandLine(line), parseCommandLine(wanted).tokens);
    expect(missing.map(({ text }) => text)).toEqual(lacking);
  });

  it("is asked for in any spelling that is the same to the kernel", () => {
    expect(hasToken(parseCommandLine('vfio_pci.x="1" quiet'), "vfio-pci.x=1")).toBe(true);
    expect(hasToken(parseCommandLine("hugepagesz=1G hugepages=4"), "hugepages=4")).toBe(true);
    expect(valuesOf(parseCommandLine("a-b=1 a_b=2"), "a-b")).toEqual(["1", "2"]);
  });
});

describe("arguments", () => {
  it.each([
    ["hugepages", "16", undefined],
    ["quiet", true, undefined],
    ["video", "efifb:off", undefined],
    ["memmap", "4G$0x1", '"$"'],
    ["pci", "resource_alignment=20@0:1;2", '";"'],
    ["dyndbg", "file a", '" "'],
    ["x", '"', '"\\""'],
    ["x", "a`b", '"`"'],
    ["a b", "1", "not the name"],
    ["x", "", "empty value"],
    ["x", "a\nb", '"\\n"'],
  ] as const)("%s with the value %j: %s", (key, value, problem) => {
    if (problem === undefined) expect(argumentProblem(key, value)).toBeUndefined();
    else expect(argumentProblem(key, value)).toContain(problem);
  });

  it("are written with sizes of huge pages before their counts", () => {
    const written = tokensOf({
      hugepages: "4",
      vfio_bind: "x",
      hugepagesz: "1G",
      default_hugepagesz: "1G",
      quiet: true,
    });
    expect(renderTokens(written)).toBe("default_hugepagesz=1G hugepagesz=1G hugepages=4 quiet vfio_bind=x");
  });
});

function attempt<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
