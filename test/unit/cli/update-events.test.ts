import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  describeChanges,
  nothingChanged,
  resourceChanges,
  summaryLines,
} from "../../../cli/update-events.ts";

describe("the event log of an update", () => {
  test.each([
    ["create", { create: 1 }],
    ["same", { same: 1 }],
  ])("recorded: %s", (name, changes) => {
    const log = readFileSync(`test/cases/pulumi-events/${name}.jsonl`, "utf8");
    expect(resourceChanges(log)).toEqual(changes);
  });

  test("that broke off has no answer", () => {
    const log = readFileSync("test/cases/pulumi-events/same.jsonl", "utf8");
    const brokenOff = log.slice(0, log.indexOf('"resourceChanges"'));
    expect(resourceChanges(brokenOff)).toBeUndefined();
    expect(resourceChanges("")).toBeUndefined();
  });
});

test.each([
  [{ same: 5 }, true],
  [{ same: 5, read: 1, refresh: 2 }, true],
  [{}, true],
  [{ same: 5, update: 0 }, true],
  [{ same: 5, update: 1 }, false],
  [{ delete: 1 }, false],
])("%j is nothing to do: %s", (changes, unchanged) => {
  expect(nothingChanged(changes)).toBe(unchanged);
});

test("changes in words", () => {
  expect(describeChanges({ same: 12, create: 3, update: 0 })).toBe("3 created, 12 unchanged");
  expect(describeChanges({ same: 3, delete: 1, create: 8, update: 2 })).toBe(
    "8 created, 2 updated, 1 deleted, 3 unchanged",
  );
  expect(describeChanges({ replace: 1, discard: 2 })).toBe("1 replaced, 2 discard");
  expect(describeChanges({})).toBe("no resources");
});

describe("the summary", () => {
  test("is the program's own when it has one", () => {
    expect(summaryLines({ summary: ["IOMMU on", "GPU held"], uri: "x" })).toEqual(["IOMMU on", "GPU held"]);
  });

  test("else lists the outputs", () => {
    expect(summaryLines({ uri: "qemu:///system", ports: [1, 2], summary: "text" })).toEqual([
      "uri: qemu:///system",
      "ports: [1,2]",
      "summary: text",
    ]);
  });
});
