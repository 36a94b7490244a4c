import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { projectDir } from "../../toolchain/local/paths.mjs";
import { type FakeEngine, startFakeEngine } from "../driver/fake-engine.ts";
import { ProviderClient } from "../driver/provider-client.ts";

const PLUGIN = join(projectDir, "provider", "pulumi-resource-vfio");

let engine: FakeEngine;
let child: ChildProcess | undefined;

beforeEach(async () => {
  engine = await startFakeEngine();
});

afterEach(() => {
  engine.stop();
  child?.kill("SIGKILL");
  child = undefined;
});

/** Starts a command as the engine does, and waits for the port. */
async function launch(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const started = spawn(command, args, { cwd: tmpdir(), env: { ...process.env, ...env }, stdio: "pipe" });
  child = started;
  const output = { stdout: "", stderr: "" };
  started.stdout.on("data", (chunk) => {
    output.stdout += chunk;
  });
  started.stderr.on("data", (chunk) => {
    output.stderr += chunk;
  });
  const ended = new Promise<number | string>((resolve) =>
    started.on("close", (code, signal) => resolve(code ?? signal ?? "?")),
  );
  await expect.poll(() => output.stdout, { timeout: 10_000 }).toMatch(/^\d+\n$/);
  return { started, output, ended, port: Number(output.stdout) };
}

describe("the plugin process", () => {
  test("prints its port and nothing else, answers, and ends on SIGINT at once", async () => {
    // Options for the program must not get into the plugin: this one would keep Node from starting.
    const env = { NODE_OPTIONS: "--require=/there/is/no/such/file" };
    const { started, output, ended, port } = await launch(PLUGIN, [engine.address], env);
    const call = new ProviderClient(port);
    await call.handshake(engine.address);
    expect(await call.version()).toBe(packageJson.version);
    expect(await call.schema()).toMatchObject({ name: "vfio", version: packageJson.version });
    expect((await call.checkConfig({ host: "ws1" })).failures).toEqual([]);
    await call.configure({ host: "ws1" });
    await call.cancel();
    call.close();
    const begin = Date.now();
    started.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
    expect(Date.now() - begin).toBeLessThan(1_000);
    expect(output).toEqual({ stdout: `${port}\n`, stderr: "" });
  });

  test("ends when the engine is gone", async () => {
    const { started, ended } = await launch("sh", ["-c", '"$1" "$2" & wait', "sh", PLUGIN, engine.address]);
    started.kill("SIGKILL");
    // The pipe of standard output closes when the plugin, which inherited it, has ended.
    expect(await Promise.race([ended, sleep(8_000, "still running")])).toBe("SIGKILL");
  });
});

describe("the plugin's script", () => {
  let folder: string;
  let script: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plugin with space-"));
    script = join(folder, "pulumi-resource-vfio");
    copyFileSync(PLUGIN, script);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs a copy without a project around it, with a `node` on PATH that has a version. */
  const runWith = (version: string) => {
    const node = `#!/bin/sh\ncase $1 in -p) echo ${version};; *) printf '%s\\n' "$@";; esac\n`;
    writeFileSync(join(folder, "node"), node, { mode: 0o755 });
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    return spawnSync(script, ["127.0.0.1:1"], { env, encoding: "utf8" });
  };

  test.for(["22.18.0", "22.20.1", "24.0.0"])("takes Node %s from PATH", (version) => {
    const { status, stdout } = runWith(version);
    const args = ["--disable-warning=ExperimentalWarning", `${folder}/main.ts`, "127.0.0.1:1"];
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${args.join("\n")}\n` });
  });

  test.for(["20.19.0", "22.17.9"])("refuses Node %s", (version) => {
    const { status, stdout, stderr } = runWith(version);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(`needs Node 22.18 or newer, found ${version}. Run npm install in `);
  });
});
