import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareCommandLines,
  hasToken,
  missingFrom,
  parseCommandLine,
  valuesOf,
} from "../../../../../host/model/command-line/command-line.ts";
import { anyLine, name, token, tokens } from "./command-lines.ts";

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
