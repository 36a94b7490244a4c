import { basename } from "node:path";
import { z } from "zod";

/** What one suite came to. Nothing is skipped: a test that did not run has failed. */
export interface SuiteResult {
  readonly name: string;
  readonly passed: number;
  readonly failures: readonly string[];
  readonly seconds: number;
  /** The tests that ran; none for a command, which is one itself. */
  readonly tests: readonly TimedTest[];
}

/** A test by its whole name, and how long it took without the set-up of its file. */
export interface TimedTest {
  readonly name: string;
  readonly seconds: number;
}

/** How much of a failed command is said again at the end. */
const LINES_OF_FAILURE = 60;
/** How many of the slowest tests are named at the end. */
const SLOWEST = 10;

export type Counts = Omit<SuiteResult, "name" | "seconds">;

const reportSchema = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          /** Milliseconds; none for a test that did not run. */
          duration: z.number().nullish(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});
type TestFile = z.infer<typeof reportSchema>["testResults"][number];

/** Counts a report of vitest's JSON reporter; `undefined` stands for a report that was never written. */
export function countVitest(reportText: string | undefined, exitCode: number): Counts {
  if (reportText === undefined) return failed(`vitest ended (exit code ${exitCode}) without a report`);
  const report = reportSchema.parse(JSON.parse(reportText));
  const tests = report.testResults.flatMap(timesOf);
  const passed = report.testResults.flatMap((file) => file.assertionResults).filter(isPassed).length;
  const failures = report.testResults.flatMap(failuresOf);
  if (report.testResults.length === 0) return failed("there is not one test file");
  const unexplained = (exitCode !== 0 || !report.success) && failures.length === 0;
  // An error outside of any test, such as an unhandled rejection, shows only here.
  return {
    passed,
    failures: unexplained ? [`vitest ended with exit code ${exitCode} though no test failed`] : failures,
    tests,
  };
}

/**
 * A whole command is one test. The end of what it printed belongs to its failure: the tests after it would
 * hide it.
 */
export function countCommand(name: string, exitCode: number, printed: readonly string[]): Counts {
  if (exitCode === 0) return { passed: 1, failures: [], tests: [] };
  const lines = [`${name} ended with exit code ${exitCode}`, ...printed.slice(-LINES_OF_FAILURE)];
  return failed(lines.join("\n    "));
}

/** A suite that has failed as a whole, with the reason. */
export function failed(reason: string): Counts {
  return { passed: 0, failures: [reason], tests: [] };
}

/** The table with a row per suite, without a line end. */
export function table(results: readonly SuiteResult[]): string {
  const rows = results.map(({ name, passed, failures, seconds }) => [
    name,
    String(passed),
    String(failures.length),
    seconds.toFixed(1),
  ]);
  const lines = [["suite", "passed", "failed", "seconds"], ...rows];
  return lines
    .map(([name = "", ...numbers]) => name.padEnd(10) + numbers.map((cell) => cell.padStart(9)).join(""))
    .join("\n");
}

/** The ten slowest tests with their seconds, the slowest first, one a line. */
export function slowestTests(results: readonly SuiteResult[]): string {
  return results
    .flatMap(({ name: suite, tests }) => tests.map(({ name, seconds }) => ({ suite, name, seconds })))
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, SLOWEST)
    .map(({ suite, name, seconds }) => `${seconds.toFixed(1).padStart(8)}  ${suite}: ${name}`)
    .join("\n");
}

/** The last line of a run. */
export function totalsLine(results: readonly SuiteResult[]): string {
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failures.length, 0);
  return `${passed} passed, ${failed} failed`;
}

function failuresOf(file: TestFile): readonly string[] {
  const tests = file.assertionResults
    .filter((test) => !isPassed(test))
    .map(({ fullName, status, failureMessages }) => `${fullName}: ${reason(status, failureMessages?.[0])}`);
  if (tests.length > 0 || file.status === "passed") return tests;
  // A file that could not be loaded, or whose set-up failed, has no failing test of its own.
  return [`${basename(file.name)}: ${firstLine(file.message) || "the file failed"}`];
}

function timesOf(file: TestFile): readonly TimedTest[] {
  return file.assertionResults.flatMap(({ fullName, duration }) =>
    typeof duration === "number" ? [{ name: fullName, seconds: duration / 1000 }] : [],
  );
}

function reason(status: string, message: string | undefined): string {
  return status === "failed" ? firstLine(message) || "failed" : `${status}, and no test may be left out`;
}

function isPassed({ status }: { readonly status: string }): boolean {
  return status === "passed";
}

function firstLine(text = ""): string {
  return text.split("\n", 1)[0] ?? "";
}
