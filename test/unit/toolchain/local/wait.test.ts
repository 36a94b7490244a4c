import { expect, test, vi } from "vitest";
import type { Clock } from "../../../../host/model/clock.ts";
import { waitFor } from "../../../../toolchain/local/wait.ts";

/** A clock that only sleeping moves. */
function steppedClock(): Clock {
  let time = 0;
  return {
    now: () => time,
    sleep: async (milliseconds) => {
      time += milliseconds;
    },
  };
}

test("asks until there is an answer", async () => {
  const answers = [undefined, undefined, "yes"];
  const onWaiting = vi.fn();
  const ask = async () => answers.shift();
  const wait = { question: "an answer", ask, deadlineMs: 5000, onWaiting, clock: steppedClock() };
  await expect(waitFor(wait)).resolves.toBe("yes");
  expect(onWaiting.mock.calls).toEqual([[0], [1000]]);
});

test("the deadline is an error that says what was waited for, and what was found", async () => {
  const wait = {
    question: "a login",
    ask: async () => undefined,
    deadlineMs: 3000,
    atDeadline: () => ({ found: "no route", next: "look" }),
    clock: steppedClock(),
  };
  await expect(waitFor(wait)).rejects.toThrow(
    "Gave up waiting for a login after 3 s.\nFound: no route\nNext: look",
  );
});

test("an aborted signal ends the wait with its reason", async () => {
  const abort = new AbortController();
  const ask = async () => abort.abort(new Error("stopped"));
  const wait = { question: "x", ask, deadlineMs: 3000, signal: abort.signal, clock: steppedClock() };
  await expect(waitFor(wait)).rejects.toThrow("stopped");
});

test("an error while asking ends the wait", async () => {
  const ask = async () => Promise.reject(new Error("broken"));
  await expect(waitFor({ question: "x", ask, deadlineMs: 3000, clock: steppedClock() })).rejects.toThrow(
    "broken",
  );
});
