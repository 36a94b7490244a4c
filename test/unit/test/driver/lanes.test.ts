import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runLanes } from "../../../driver/lanes.ts";
import type { Lane, RunContext } from "../../../driver/run-suite.ts";
import { selectSuites } from "../../../driver/suites.ts";
import type { SuiteResult } from "../../../driver/totals.ts";

/** Suites that end when a test says so. */
class Runs {
  readonly lanes = new Map<string, Lane>();
  readonly #ends = new Map<string, PromiseWithResolvers<SuiteResult>>();

  readonly run = ({ name }: { name: string }, _: RunContext, lane: Lane) => {
    const end = Promise.withResolvers<SuiteResult>();
    this.lanes.set(name, lane);
    this.#ends.set(name, end);
    return end.promise;
  };

  /** The suites that have begun and not ended. */
  get running(): readonly string[] {
    return [...this.#ends.keys()];
  }

  async end(name: string, error?: Error): Promise<void> {
    const result = { name, passed: 1, failures: [], seconds: 1, tests: [] };
    if (error === undefined) this.#ends.get(name)?.resolve(result);
    else this.#ends.get(name)?.reject(error);
    this.#ends.delete(name);
    await turn();
  }
}

const context: RunContext = {
  resultsDir: "/results",
  preparations: { of: () => undefined, engine: undefined, ended: async () => undefined },
  progress: { say: () => undefined, task: (_, work) => work(() => undefined) },
  signal: new AbortController().signal,
  remainingMs: () => 1_000,
};
const suites = (...names: readonly string[]) => selectSuites(names).suites;
let printed: string[];

beforeEach(() => {
  printed = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
});

afterEach(() => void vi.restoreAllMocks());

describe("suites with and without a machine", () => {
  test("run beside each other, each kind one after the other", async () => {
    const runs = new Runs();
    const results: SuiteResult[] = [];
    const ended = runLanes(suites("types", "unit", "lab", "faults"), context, results, runs.run);
    expect(runs.running).toEqual(["lab", "types"]);
    await runs.end("types");
    expect(runs.running).toEqual(["lab", "unit"]);
    await runs.end("lab");
    expect(runs.running).toEqual(["unit", "faults"]);
    await runs.end("unit");
    await runs.end("faults");
    await ended;
    expect(results.map(({ name }) => name)).toEqual(["types", "lab", "unit", "faults"]);
  });

  test("print so that it can be read: one at once, the other when it has ended", async () => {
    const runs = new Runs();
    const ended = runLanes(suites("unit", "lab"), context, [], runs.run);
    runs.lanes.get("lab")?.print?.("lab 1");
    runs.lanes.get("unit")?.print?.("unit 1");
    runs.lanes.get("lab")?.print?.("lab 2");
    runs.lanes.get("unit")?.print?.("unit 2");
    expect(printed).toEqual(["lab 1", "lab 2"]);
    await runs.end("unit");
    expect(printed.at(-1)).toBe("── what unit printed in 0 s\nunit 1\nunit 2\n── lab goes on");
    await runs.end("lab");
    await ended;
  });

  test("leave processors to the machine", async () => {
    const runs = new Runs();
    const ended = runLanes(suites("unit", "lab"), context, [], runs.run);
    expect(runs.lanes.get("lab")?.maxWorkers).toBeUndefined();
    expect(runs.lanes.get("unit")?.maxWorkers).toBeGreaterThan(0);
    await Promise.all([runs.end("unit"), runs.end("lab")]);
    await ended;
  });

  test("both end before a run that is stopped does, and what was printed is shown", async () => {
    const runs = new Runs();
    const results: SuiteResult[] = [];
    let over = false;
    const ended = runLanes(suites("unit", "provider", "lab"), context, results, runs.run).finally(() => {
      over = true;
    });
    ended.catch(() => undefined);
    runs.lanes.get("unit")?.print?.("unit 1");
    await runs.end("unit", new Error("stopped"));
    expect(printed.join()).toContain("unit 1");
    expect([over, runs.running]).toEqual([false, ["lab"]]);
    await runs.end("lab", new Error("stopped"));
    await expect(ended).rejects.toThrow("stopped");
    expect(results).toEqual([]);
  });
});

test("suites of one kind run one after the other, and print themselves", async () => {
  const runs = new Runs();
  const results: SuiteResult[] = [];
  const ended = runLanes(suites("types", "unit"), context, results, runs.run);
  expect(runs.lanes.get("types")).toEqual({});
  await runs.end("types");
  expect(runs.lanes.get("unit")).toEqual({});
  await runs.end("unit");
  await ended;
  expect(results.map(({ name }) => name)).toEqual(["types", "unit"]);
});
