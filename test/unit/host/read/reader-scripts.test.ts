import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { kernelReader } from "../../../../host/read/kernel/kernel-reader.ts";
import { readers } from "../../../../host/readers.ts";

const cases = Object.keys(readers).flatMap((name) =>
  ["sh", "bash --norc --posix"].map((shell) => [name, shell] as const),
);
test.for(cases)("%s reads this machine quietly with %s", ([name, shell]) => {
  const { script, parse } = readers[name as keyof typeof readers];
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };
  const [program = "", ...options] = shell.split(" ");
  const run = spawnSync(program, [...options, "-c", script], {
    encoding: "utf8",
    input: "",
    env,
    timeout: 20_000,
  });
  expect(run.stderr).toBe("");
  expect(() => parse({ code: run.status ?? 1, stdout: run.stdout, stderr: run.stderr })).not.toThrow();
});

test("this machine's kernel is the one that runs", () => {
  const { stdout } = spawnSync("sh", ["-c", kernelReader.script], { encoding: "utf8", input: "" });
  const release = spawnSync("uname", ["-r"], { encoding: "utf8" }).stdout.trim();
  expect(kernelReader.parse({ code: 0, stdout, stderr: "" }).running).toBe(release);
});
