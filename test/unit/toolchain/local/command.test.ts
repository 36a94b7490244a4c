import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { attempt, run, stream } from "../../../../toolchain/local/command.ts";
import { LocalError } from "../../../../toolchain/local/errors.ts";

test("keeps what a program prints, and its exit code", async () => {
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  const result = await attempt("sh", ["-c", "echo out; echo err >&2; exit 3"], { onLine });
  expect(result).toEqual({ code: 3, timedOut: false, stdout: "out\n", stderr: "err\n" });
  expect(lines.toSorted()).toEqual(["err", "out"]);
});

test("a program that a signal ends has the shell's exit code", async () => {
  await expect(attempt("sh", ["-c", "kill -9 $$"])).resolves.toMatchObject({ code: 137 });
});

test("a failing program's error shows the end of its output", async () => {
  const error = await run("sh", ["-c", "echo no space left; exit 2"]).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(LocalError);
  expect(String(error)).toContain("failed with exit code 2.\nFound: no space left");
});

test("a program gets its input, its variables beside ours, and a log", async () => {
  const folder = mkdtempSync(join(tmpdir(), "command-"));
  const logPath = join(folder, "log");
  const script = 'cat; echo "$GREETING from $HOME"';
  const { stdout } = await run("sh", ["-c", script], { input: "in\n", env: { GREETING: "hello" }, logPath });
  expect(stdout).toBe(`in\nhello from ${process.env.HOME}\n`);
  expect(readFileSync(logPath, "utf8")).toBe(stdout);
  await expect(run("sh", ["-c", "exit 1"], { logPath })).rejects.toThrow(`Next: read ${logPath}`);
  rmSync(folder, { recursive: true });
});

test("a program that takes too long is ended with what it started", async () => {
  const slow = ["-c", "sleep 60 & echo started; wait"];
  const result = await attempt("sh", slow, { timeoutMs: 200 });
  expect(result).toMatchObject({ code: 143, timedOut: true, stdout: "started\n" });
  await expect(run("sh", slow, { timeoutMs: 200 })).rejects.toThrow("was stopped after 0.2 s");
});

test("a program that is not there", async () => {
  await expect(attempt("/nowhere/program", [])).rejects.toThrow("/nowhere/program could not be started");
});

test("an abort ends the program and what it started", async () => {
  const abort = new AbortController();
  // The grandchild holds the pipe: if it lived on, this would not end.
  const running = attempt("sh", ["-c", "sleep 60 & echo started; wait"], {
    signal: abort.signal,
    onLine: () => abort.abort(new Error("stopped by the test")),
  });
  await expect(running).rejects.toThrow("stopped by the test");
});

test("nothing starts after an abort", async () => {
  await expect(
    stream("sh", ["-c", "exit 0"], { signal: AbortSignal.abort(new Error("no")) }),
  ).rejects.toThrow("no");
});
