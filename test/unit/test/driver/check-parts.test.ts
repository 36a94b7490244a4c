import { expect, test } from "vitest";
import { type CheckPart, runParts } from "../../../driver/check-parts.ts";

const shell = (name: string, script: string): CheckPart => ({ name, command: ["sh", "-c", script] });
const timeoutMs = 30_000;

test("every part has a line with its time, and only a failed one shows its output", async () => {
  const lines: string[] = [];
  const parts = [shell("good", "echo quiet"), shell("bad", "echo loud; exit 3")];
  const failed = await runParts(parts, { print: (text) => lines.push(text), timeoutMs });
  expect(failed).toEqual(["bad"]);
  const told = lines.map((line) => line.replace(/ +[\d.]+ s/, "")).toSorted();
  expect(told).toEqual(["bad  failed", "good  passed", "loud"]);
});

test("a program that is not there is a failed part", async () => {
  const lines: string[] = [];
  const parts: readonly CheckPart[] = [{ name: "gone", command: ["/no/such/program"] }];
  await expect(runParts(parts, { print: (text) => lines.push(text), timeoutMs })).resolves.toEqual(["gone"]);
  expect(lines[0]).toContain("/no/such/program could not be started");
});

test("a part that takes too long is stopped, and failed", async () => {
  const lines: string[] = [];
  const print = (text: string) => lines.push(text);
  await expect(runParts([shell("slow", "sleep 60")], { print, timeoutMs: 100 })).resolves.toEqual(["slow"]);
  expect(lines.at(-1)).toMatch(/stopped, it took too long$/);
});
