import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type Outcome, runCycle } from "./cycle.ts";
import { startHost } from "./host.ts";
import { scenarios } from "./scenarios.ts";
import type { Scenario } from "./state.ts";
import { ensureTree } from "./tree.ts";

/** STATES_SEED gives other states, STATES_COUNT more or fewer, and STATES_ONE (JSON, as a failure prints it) runs that one only. */
const { STATES_SEED: otherSeed, STATES_COUNT: otherCount, STATES_ONE: one } = process.env;
const isWhole = otherSeed === undefined && otherCount === undefined && one === undefined;
const seed = Number(otherSeed ?? 20_261_125);
const count = Number(otherCount ?? 44);
const states: readonly Scenario[] =
  one === undefined ? fc.sample(scenarios, { seed, numRuns: count }) : [JSON.parse(one) as Scenario];

if (process.getuid?.() !== 0) {
  throw new Error(
    "the tests of random states enter namespaces, which only root may: run as root: npm test -- states",
  );
}
const tree = await ensureTree({ onProgress: (line) => process.stderr.write(`${line}\n`) });
const outcomes: Outcome[] = [];
const started = performance.now();

afterAll(() => {
  const applied = outcomes.filter(({ kind }) => kind === "applied");
  const changed = outcomes.reduce(
    (sum, outcome) => sum + (outcome.kind === "applied" ? outcome.changed : 0),
    0,
  );
  const seconds = Math.round((performance.now() - started) / 1_000);
  const counts = [
    `seed ${seed}`,
    `${states.length} states`,
    `${applied.length} applied`,
    `${outcomes.length - applied.length} refused`,
    `${changed} files changed`,
    `${seconds} s`,
  ];
  const refused = outcomes.flatMap((outcome) =>
    outcome.kind === "refused" ? [`  refused: ${outcome.reason}`] : [],
  );
  process.stdout.write(`random states: ${counts.join(", ")}\n${[...new Set(refused)].join("\n")}\n`);
});

describe("what the preview says is what happens", () => {
  it.concurrent.each(states.map((scenario, index) => ({ index, scenario })))(
    "in state $index",
    { timeout: 240_000 },
    async ({ scenario }) => {
      const host = await startHost(tree, scenario.state);
      try {
        outcomes.push(await runCycle(host, scenario));
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

it.runIf(isWhole)("in at least 30 states that were applied, and in some that were refused", () => {
  expect(outcomes.filter(({ kind }) => kind === "applied").length).toBeGreaterThanOrEqual(30);
  expect(outcomes.some(({ kind }) => kind === "refused")).toBe(true);
});
