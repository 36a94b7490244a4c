import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureEngine } from "../../../toolchain/engine.ts";
import { builtEngineDir } from "../../../toolchain/engine-cache.ts";
import { createProgress } from "../../../toolchain/local/progress.ts";

let dir: string;
let environment: { PATH: string; XDG_CACHE_HOME: string };
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "engine-"));
  environment = { PATH: join(dir, "bin"), XDG_CACHE_HOME: join(dir, "cache") };
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("an engine on PATH that is new enough", () => {
  test("is used as it is, with a person's own home", async () => {
    program("pulumi", "echo v3.261.2");
    program("pulumi-language-nodejs", "");
    const engine = await ensure();
    expect(engine).toMatchObject({ origin: "path", pulumi: join(dir, "bin/pulumi") });
    expect(Object.keys(engine.env).toSorted()).toEqual([
      "NODE_COMPILE_CACHE",
      "PATH",
      "PULUMI_DISABLE_REGISTRY_RESOLVE",
      "PULUMI_SKIP_UPDATE_CHECK",
    ]);
  });

  test("wins over one in the cache", async () => {
    program("pulumi", "echo v3.261.2");
    program("pulumi-language-nodejs", "");
    mkdirSync(builtEngineDir(environment), { recursive: true });
    await expect(ensure()).resolves.toMatchObject({ origin: "path" });
  });
});

describe("an engine in the cache", () => {
  beforeEach(() => mkdirSync(join(builtEngineDir(environment), "bin"), { recursive: true }));

  test("is used when the one on PATH is too old, with a home and a PATH of its own", async () => {
    program("pulumi", "echo v3.100.0");
    program("pulumi-language-nodejs", "");
    const { origin, pulumi, env } = await ensure();
    const bin = join(builtEngineDir(environment), "bin");
    expect({ origin, pulumi }).toEqual({ origin: "cache", pulumi: join(bin, "pulumi") });
    expect(env.PATH?.split(delimiter)).toEqual([
      bin,
      join(process.cwd(), "node_modules/.bin"),
      join(dir, "bin"),
    ]);
    expect(env.PULUMI_HOME).toBe(join(dir, "cache/pulumi-vfio/home"));
    expect(env.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION).toBe("true");
  });

  test("keeps its settings in a program that was started with them", async () => {
    environment.PATH = join(builtEngineDir(environment), "bin");
    program("pulumi", "echo v3.259.0", environment.PATH);
    program("pulumi-language-nodejs", "", environment.PATH);
    await expect(ensure()).resolves.toMatchObject({ origin: "cache" });
  });
});

describe("without an engine", () => {
  test("an old go is refused with both ways out", async () => {
    program("pulumi", "echo v3.100.0");
    program("go", "echo go1.19.8; echo");
    await expect(ensure()).rejects.toThrow(
      /There is no Pulumi engine.*3\.100\.0, older than 3\.259\.0.*go is 1\.19\.8.*install Pulumi.*or Go/s,
    );
  });

  test("no go at all is refused", async () => {
    await expect(ensure()).rejects.toThrow(/no pulumi on PATH\n.*no go on PATH/);
  });

  test("it is built once for two callers, and appears complete", async () => {
    program("go", FAKE_GO);
    const engines = await Promise.all([ensure(), ensure()]);
    expect(engines.map(({ origin }) => origin).toSorted()).toEqual(["built", "cache"]);
    for (const file of ["bin/pulumi", "bin/pulumi-language-nodejs", "libexec/pulumi-language-nodejs"]) {
      expect(existsSync(join(builtEngineDir(environment), file)), file).toBe(true);
    }
  });

  test("a build that fails leaves nothing behind and shows why", async () => {
    program("go", `if [ $1 = build ]; then echo "no space left on device" >&2; exit 1; fi\n${FAKE_GO}`);
    await expect(ensure()).rejects.toThrow(/pulumi-language-nodejs.*failed.*no space left on device/s);
    expect(existsSync(builtEngineDir(environment))).toBe(false);
  });
});

/** Answers `go env` and `go list`, and writes the file that `go build -o` names. */
const FAKE_GO = `if [ $1 = env ]; then echo go1.26.0; echo local; fi
if [ $1 = list ]; then echo example.org/a; fi
if [ $1 = build ]; then
  while [ "$1" != -o ]; do shift; done
  /bin/mkdir -p "\${2%/*}" && echo built > "$2"
fi`;

function ensure() {
  return ensureEngine({ environment, progress: createProgress({ write: () => undefined }) });
}

function program(name: string, script: string, bin = join(dir, "bin")): void {
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}
