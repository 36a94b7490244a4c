import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type * as lab from "../../../../lab/index.ts";
import { createProgress } from "../../../../toolchain/local/progress.ts";
import { rememberLabs } from "../../../driver/labs.ts";

/** The names of those that run, by their folder. */
const running = new Map<string | undefined, readonly string[]>();
const stopped: object[] = [];
let results: string;
const progress = createProgress({ write: () => undefined });

const labStatus: typeof lab.labStatus = async ({ labDir } = {}) =>
  (running.get(labDir) ?? []).map((name) => ({
    name,
    state: "running",
    port: 22,
    variants: [],
    imageHash: "",
    hasPristine: true,
    serialPath: "",
  }));
const stopLab: typeof lab.stopLab = async (options = {}) => {
  stopped.push(options);
  return "switched off";
};

const workstations = { labStatus, stopLab };

beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), "results-"));
  running.clear();
  stopped.length = 0;
});

afterEach(() => rmSync(results, { recursive: true }));

test("at the end of a run the workstations stop that came since, and those of its suites", async () => {
  running.set(undefined, ["mine"]);
  const stop = await rememberLabs(results, progress, workstations);
  running.set(undefined, ["mine", "dev"]);
  const folders = ["faults/.lab", "checkouts/two-hosts/.lab"].map((path) => join(results, path));
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    running.set(folder, ["ws1"]);
  }
  await stop({ now: true });
  expect(stopped).toHaveLength(3);
  expect(stopped).toContainEqual({ name: "dev", now: true });
  for (const labDir of folders) expect(stopped).toContainEqual({ labDir, name: "ws1", now: true });
});

test("where none came, none is stopped", async () => {
  running.set(undefined, ["mine"]);
  const stop = await rememberLabs(results, progress, workstations);
  await stop({ now: false });
  expect(stopped).toEqual([]);
});
