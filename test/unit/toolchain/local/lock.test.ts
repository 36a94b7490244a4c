import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "../../../../toolchain/local/lock.mjs";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lock-"));
  path = join(dir, "sub", "a.lock");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("work runs one after the other, and the lock is gone afterwards", async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise(setImmediate);
    inside -= 1;
  };
  await Promise.all([1, 2, 3, 4].map(() => withLock(path, work, { pollMs: 1 })));
  expect(most).toBe(1);
  expect(existsSync(path)).toBe(false);
});

test("is released when the work fails", async () => {
  await expect(withLock(path, () => Promise.reject(new Error("boom")))).rejects.toThrow("boom");
  expect(existsSync(path)).toBe(false);
});

test("names the process that holds it, and the wait can be ended", async () => {
  const abort = new AbortController();
  const pids: number[] = [];
  await withLock(path, async () => {
    const onWait = (pid: number) => {
      pids.push(pid);
      abort.abort(new Error("enough"));
    };
    const second = withLock(path, async () => "never", { onWait, pollMs: 1, signal: abort.signal });
    await expect(second).rejects.toThrow(/enough|aborted/);
    expect(existsSync(path)).toBe(true);
  });
  expect(pids).toEqual([process.pid]);
});

const endedProcess = () => execFileSync("sh", ["-c", "echo $$"], { encoding: "utf8" }).trim();

test.each([
  ["a process that has ended", () => `${endedProcess()} 12345\n`],
  ["another process with the same id", () => `${process.pid} 1\n`],
])("is taken over from %s", async (_, holder) => {
  await withLock(path, async () => undefined);
  writeFileSync(path, holder());
  await expect(withLock(path, async () => readFileSync(path, "utf8"), { pollMs: 1 })).resolves.toMatch(
    new RegExp(`^${process.pid} \\d+\n$`),
  );
});
