import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argumentProblem, tokensOf } from "../../../../../host/model/command-line/arguments.ts";
import {
  parseCommandLine,
  renderCommandLine,
  renderTokens,
} from "../../../../../host/model/command-line/command-line.ts";
import { anyLine, token } from "./command-lines.ts";

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
