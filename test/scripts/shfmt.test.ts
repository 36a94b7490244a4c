import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectDir } from "../../toolchain/local/paths.mjs";

const scripts = readdirSync(join(projectDir, "host"), { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".sh"),
);

test("the scripts of hosts are formatted: shfmt -w -i 2 -ci", () => {
  expect(scripts.length).toBeGreaterThan(0);
  const { error, stdout, stderr } = spawnSync("shfmt", ["-d", "-i", "2", "-ci", ...scripts], {
    cwd: join(projectDir, "host"),
    encoding: "utf8",
    timeout: 30_000,
  });
  expect(error).toBeUndefined();
  expect(stdout + stderr).toBe("");
});
