import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argumentProblem, tokensOf } from "../../../host/kernel/arguments.ts";
import {
  hasToken,
  missingFrom,
  parseCommandLine,
  renderCommandLine,
  valuesOf,
  withoutTokens,
} from "../../../host/kernel/command-line.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,12}$/);
const plain = fc.stringMatching(/^[A-Za-z0-9_.,:@/+=%~^-]{1,16}$/);
const quoted = fc.stringMatching(/^[A-Za-z0-9 =,]{0,12}$/).map((text) => `"${text}"`);
const token = fc.oneof(
  name,
  fc.tuple(name, fc.oneof(plain, quoted)).map(([key, value]) => `${key}=${value}`),
);

describe("a command line", () => {
  it("comes back from its text unchanged", () => {
    fc.assert(
      fc.property(fc.array(token), (tokens) => {
        const text = tokens.join(" ");
        expect(parseCommandLine(text).map((part) => part.text)).toEqual(tokens);
        expect(renderCommandLine(parseCommandLine(text))).toBe(text);
      }),
    );
  });

  it("loses exactly the tokens that are taken away", () => {
    fc.assert(
      fc.property(fc.array(token), fc.array(token), (theirs, ours) => {
        const line = parseCommandLine([...ours, ...theirs].join(" "));
        const left = withoutTokens(line, ours).map(({ text }) => text);
        expect([...left].sort()).toEqual([...theirs].sort());
      }),
    );
  });

  it("has what was added to it", () => {
    fc.assert(
      fc.property(fc.array(token), fc.array(token), (theirs, ours) => {
        const line = parseCommandLine([...theirs, ...ours].join(" "));
        const wanted = parseCommandLine(ours.join(" "));
        expect(missingFrom(line, wanted)).toEqual([]);
      }),
    );
  });

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
    const missing = missingFrom(parseCommandLine(line), parseCommandLine(wanted));
    expect(missing.map(({ text }) => text)).toEqual(lacking);
  });

  it("keeps blanks inside of quotes together", () => {
    const line = parseCommandLine('dyndbg="file a.c +p" quiet');
    expect(valuesOf(line, "dyndbg")).toEqual(['"file a.c +p"']);
    expect(hasToken(line, "quiet")).toBe(true);
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
    const tokens = tokensOf({
      hugepages: "4",
      vfio_bind: "x",
      hugepagesz: "1G",
      default_hugepagesz: "1G",
      quiet: true,
    });
    expect(renderCommandLine(tokens)).toBe(
      "default_hugepagesz=1G hugepagesz=1G hugepages=4 quiet vfio_bind=x",
    );
  });
});
