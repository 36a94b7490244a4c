import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Clock } from "../../../../host/model/clock.ts";
import { createProgress, duration } from "../../../../toolchain/local/progress.ts";

test.each([
  [0, "0 s"],
  [8_400, "8 s"],
  [59_600, "1 min 00 s"],
  [125_000, "2 min 05 s"],
  [3_780_000, "1 h 03 min"],
])("%d ms reads %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

describe("a task", () => {
  test("that is quick prints nothing", async () => {
    const { lines, progress } = recorded();
    await expect(progress.task("quick", async () => 7)).resolves.toBe(7);
    expect(lines).toEqual([]);
  });

  test("that lasts tells what it does every 15 s and how long it took", async () => {
    const { lines, progress, pass } = recorded();
    await progress.task("building", async (status) => {
      await pass(2);
      status("compiled 10 packages");
      await pass(30);
    });
    expect(lines).toEqual([
      "[ 0:01] building\n",
      "[ 0:16] building: compiled 10 packages (16 s)\n",
      "[ 0:31] building: compiled 10 packages (31 s)\n",
      "[ 0:32] building: done in 32 s\n",
    ]);
  });

  test("that fails passes its error on and goes silent", async () => {
    const { lines, progress, pass } = recorded();
    const failing = progress.task("building", async () => {
      await pass(2);
      throw new Error("no space");
    });
    await expect(failing).rejects.toThrow("no space");
    await pass(60);
    expect(lines).toEqual(["[ 0:01] building\n"]);
  });
});

function recorded() {
  const lines: string[] = [];
  let now = 0;
  let wake = () => {};
  const clock: Clock = {
    now: () => now,
    sleep: (_, signal) =>
      new Promise((resolve, reject) => {
        wake = resolve;
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      now += 1_000;
      wake();
      await setImmediate();
    }
  };
  return { lines, pass, progress: createProgress({ write: (line) => lines.push(line), clock }) };
}
