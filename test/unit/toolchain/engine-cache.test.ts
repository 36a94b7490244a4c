import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtEngineDir, engineKey, enginePrograms, moduleDir } from "../../../toolchain/engine-cache.ts";

describe("the key of a built engine", () => {
  const key = engineKey(["a", "b"], "linux-x64");

  test.each([
    ["another pin", engineKey(["a", "c"], "linux-x64")],
    ["another platform", engineKey(["a", "b"], "linux-arm64")],
    ["text that moved to the next part", engineKey(["ab", ""], "linux-x64")],
  ])("is another one for %s", (_, other) => {
    expect(other).not.toBe(key);
  });

  test("is the same for the same", () => {
    expect(engineKey(["a", "b"], "linux-x64")).toBe(key);
  });
});

test("the cache is where XDG_CACHE_HOME says", () => {
  expect(builtEngineDir({ XDG_CACHE_HOME: "/caches" })).toMatch(
    /^\/caches\/pulumi-vfio\/engine\/[0-9a-f]{16}$/,
  );
});

test.each(enginePrograms)(
  "$module pins its program, with a checksum for every module it asks for",
  (program) => {
    const modules = readFileSync(join(moduleDir(program), "go.mod"), "utf8");
    expect(modules).toContain(`tool ${program.package}\n`);
    const checksums = readFileSync(join(moduleDir(program), "go.sum"), "utf8");
    const required = [...modules.matchAll(/^\t(?<name>\S+\.\S+) (?<version>v\S+)/gm)];
    expect(required.length).toBeGreaterThan(20);
    const replaced = [...modules.matchAll(/replace (\S+) =>/g)].map((match) => match[1]);
    const unpinned = required
      .filter(({ groups }) => !replaced.includes(groups?.name))
      .filter(({ groups }) => !checksums.includes(`${groups?.name} ${groups?.version}`));
    expect(unpinned).toEqual([]);
  },
);

test("the engine, the SDK and the version it is told are the same", () => {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const sdk = dependencies["@pulumi/pulumi"];
  const engine = enginePrograms.find(({ target }) => target === "bin/pulumi");
  expect(engine?.ldflags).toContain(`Version=v${sdk}`);
  expect(readFileSync("toolchain/engine/pulumi/go.mod", "utf8")).toContain(`pulumi/pkg/v3 v${sdk}`);
});
