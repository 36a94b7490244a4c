import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { conditionReader } from "../../../host/diagnosis/preflight/facts.ts";
import { initramfsReader } from "../../../host/initramfs/facts.ts";
import { bootLoaderReader } from "../../../host/kernel/entries/boot-loader.ts";
import { kernelReader } from "../../../host/kernel/system/facts.ts";
import { pciReader } from "../../../host/pci/facts.ts";
import { interfacesReader } from "../../../host/pci/interfaces.ts";
import { lifelinesReader } from "../../../host/pci/lifelines.ts";

const readers = {
  pci: pciReader,
  lifelines: lifelinesReader,
  interfaces: interfacesReader,
  kernel: kernelReader,
  bootLoader: bootLoaderReader,
  initramfs: initramfsReader,
  condition: conditionReader,
};

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
