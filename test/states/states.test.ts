import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { countsOf, type Result } from "./counts.ts";
import { runCycle } from "./cycle.ts";
import { startHost } from "./host.ts";
import { scenarios } from "./scenarios.ts";
import type { Scenario } from "./state.ts";
import { ensureTree } from "./tree.ts";

/**
 * STATES_SEED gives other states, STATES_COUNT more or fewer, and STATES_ONE (JSON, as a failure prints it)
 * runs that one only.
 */
const { STATES_SEED: otherSeed, STATES_COUNT: otherCount, STATES_ONE: one } = process.env;
const isWhole = otherSeed === undefined && otherCount === undefined && one === undefined;
const seed = Number(otherSeed ?? 20_261_125);
const count = Number(otherCount ?? 50);
const states: readonly Scenario[] =
  one === undefined ? fc.sample(scenarios, { seed, numRuns: count }) : [JSON.parse(one) as Scenario];

if (process.getuid?.() !== 0) {
  throw new Error(
    "the tests of random states enter namespaces, which only root may: run as root: npm test -- states",
  );
}
const tree = await ensureTree({ onProgress: (line) => process.stderr.write(`${line}\n`) });
const results: Result[] = [];
const started = performance.now();

afterAll(() => {
  const changed = results.map(({ outcome }) => (outcome.kind === "applied" ? outcome.changed : 0));
  const refused = results.flatMap(({ outcome }) =>
    outcome.kind === "refused" ? [`  refused: ${outcome.reason}`] : [],
  );
  const counts = [
    `seed ${seed}`,
    `${states.length} states`,
    `${results.length - refused.length} applied`,
    `${refused.length} refused`,
    `${changed.reduce((sum, files) => sum + files, 0)} files changed`,
    `${Math.round((performance.now() - started) / 1_000)} s`,
  ];
  const had = [...countsOf(results)].map(([name, number]) => `${name} ${number}`);
  const lines = [`random states: ${counts.join(", ")}`, `  applied with ${had.join(", ")}`];
  process.stdout.write(`${[...lines, ...new Set(refused)].join("\n")}\n`);
});

describe("what the preview says is what happens", () => {
  it.concurrent.each(states.map((scenario, index) => ({ index, scenario })))(
    "in state $index",
    { timeout: 240_000 },
    async ({ scenario }) => {
      const host = await startHost(tree, scenario.state);
      try {
        results.push({ scenario, outcome: await runCycle(host, scenario) });
      } catch (error) {
        const replay = `STATES_ONE='${JSON.stringify(scenario).replaceAll("'", "'\\''")}' npx vitest run --project states`;
        throw new Error(
          `${error instanceof Error ? error.message : String(error)}\nto try this state again: ${replay}`,
          { cause: error },
        );
      } finally {
        await host.stop();
      }
    },
  );
});

it.runIf(isWhole)(
  "in at least 30 states that were applied, with every kind of setting, and in some that were refused",
  () => {
    const refused = results.filter(({ outcome }) => outcome.kind === "refused");
    expect(results.length - refused.length).toBeGreaterThanOrEqual(30);
    expect(refused).not.toEqual([]);
    for (const [name, number] of countsOf(results)) expect(number, name).toBeGreaterThan(0);
  },
);
