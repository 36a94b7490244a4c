import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { countCommand, countVitest, slowestTests, table, totalsLine } from "../../../driver/totals.ts";

const recorded = (name: string) => readFileSync(`test/cases/vitest/${name}.json`, "utf8");

describe("a report of vitest", () => {
  test("with a failing, a skipped and a todo test, and a file that does not load", () => {
    const counts = countVitest(recorded("mixed"), 1);
    expect(counts.tests.map(({ name, seconds }) => [name, seconds.toFixed(4)])).toEqual([
      ["g ok", "0.0020"],
      ["g bad", "0.0050"],
      ["x", "0.0525"],
    ]);
    expect(counts).toMatchObject({
      passed: 2,
      failures: [
        "g bad: AssertionError: expected 1 to be 2 // Object.is equality",
        "g s: skipped, and no test may be left out",
        "g t: todo, and no test may be left out",
        "b.test.ts: Cannot find module './nope.ts' imported from /project/test/unit/b.test.ts",
      ],
    });
  });

  test("without a test file has failed", () => {
    expect(countVitest(recorded("no-files"), 1)).toEqual({
      passed: 0,
      failures: ["there is not one test file"],
      tests: [],
    });
  });

  test("that is missing has failed", () => {
    const failures = ["vitest ended (exit code 137) without a report"];
    expect(countVitest(undefined, 137)).toEqual({ passed: 0, failures, tests: [] });
  });

  test.each([
    ["all tests passed but vitest failed", { success: true, exitCode: 1, failed: 1 }],
    ["an unhandled error beside passed tests", { success: false, exitCode: 1, failed: 1 }],
    ["all well", { success: true, exitCode: 0, failed: 0 }],
  ])("%s", (_, { success, exitCode, failed }) => {
    const assertionResults = [{ fullName: "a", status: "passed" }];
    const testResults = [{ name: "/project/a.test.ts", status: "passed", assertionResults }];
    const counts = countVitest(JSON.stringify({ success, testResults }), exitCode);
    expect([counts.passed, counts.failures.length]).toEqual([1, failed]);
  });

  test("whose file fails after its tests passed counts the file", () => {
    const assertionResults = [{ fullName: "a", status: "passed" }];
    const file = {
      name: "/project/a.test.ts",
      status: "failed",
      message: "afterAll: boom\nat x",
      assertionResults,
    };
    const report = JSON.stringify({ success: false, testResults: [file] });
    expect(countVitest(report, 1)).toMatchObject({
      passed: 1,
      failures: ["a.test.ts: afterAll: boom"],
    });
  });
});

test("a command is one test", () => {
  expect(countCommand("types", 0, ["all well"])).toEqual({ passed: 1, failures: [], tests: [] });
  const failures = ["types ended with exit code 2"];
  expect(countCommand("types", 2, [])).toEqual({ passed: 0, failures, tests: [] });
});

test("a failed command says the end of its output again", () => {
  const printed = [...Array.from({ length: 100 }, (_, line) => `line ${line}`), "host/a.ts format"];
  const [failure = ""] = countCommand("lint", 1, printed).failures;
  expect(failure).toMatch(/^lint ended with exit code 1\n {4}line 41\n[\s\S]*\n {4}host\/a\.ts format$/);
});

describe("the end of a run", () => {
  const results = [
    { name: "types", passed: 1, failures: [], seconds: 3.14, tests: [] },
    { name: "unit", passed: 1204, failures: ["a", "b"], seconds: 12.06, tests: [] },
  ];

  test("is one line over all suites", () => {
    expect(totalsLine(results)).toBe("1205 passed, 2 failed");
    expect(totalsLine([])).toBe("0 passed, 0 failed");
  });

  test("has a table above it", () => {
    expect(table(results)).toBe(
      [
        "suite        passed   failed  seconds",
        "types             1        0      3.1",
        "unit           1204        2     12.1",
      ].join("\n"),
    );
  });

  test("names the ten slowest tests of all suites, the slowest first", () => {
    const timed = (count: number, from: number) =>
      Array.from({ length: count }, (_, at) => ({ name: `${at}`, seconds: from + at }));
    const [types, unit] = results;
    if (types === undefined || unit === undefined) throw new Error("two suites were declared");
    const lines = slowestTests([
      types,
      { ...unit, tests: timed(9, 0) },
      { ...unit, name: "lab", tests: timed(3, 1.25) },
    ]);
    expect(lines.split("\n")).toHaveLength(10);
    expect(lines).toMatch(/^ {5}8\.0 {2}unit: 8\n {5}7\.0 {2}unit: 7\n[\s\S]*\n {5}3\.3 {2}lab: 2\n/);
    expect(slowestTests([types])).toBe("");
  });
});
