import { expect, test } from "vitest";
import { capture, captureOk, stream } from "../../../../toolchain/local/command.ts";
import { LocalError } from "../../../../toolchain/local/errors.ts";

test("keeps what a program prints, and its exit code", async () => {
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  const result = await capture("sh", ["-c", "echo out; echo err >&2; exit 3"], { onLine });
  expect(result).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
  expect(lines.toSorted()).toEqual(["err", "out"]);
});

test("a program that a signal ends has the shell's exit code", async () => {
  await expect(capture("sh", ["-c", "kill -9 $$"])).resolves.toMatchObject({ code: 137 });
});

test("a failing program's error shows the end of its output", async () => {
  const error = await captureOk("sh", ["-c", "echo no space left; exit 2"]).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(LocalError);
  expect(String(error)).toContain("failed with exit code 2.\nFound: no space left");
});

test("a program that is not there", async () => {
  await expect(capture("/nowhere/program", [])).rejects.toThrow("/nowhere/program could not be started");
});

test("an abort ends the program and what it started", async () => {
  const abort = new AbortController();
  // The grandchild holds the pipe: if it lived on, this would not end.
  const running = capture("sh", ["-c", "sleep 60 & echo started; wait"], {
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
