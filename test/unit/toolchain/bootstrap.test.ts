import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const SCRIPTS = ["bootstrap.mjs", "install.mjs", "local/lock.mjs", "local/parent.mjs", "local/paths.mjs"];
/** Notes each call, then lays down what the real one would. */
const FAKE_NPM = `#!/bin/sh
echo "$@" >> npm-calls
if [ -e npm-fails ]; then echo "npm error network down" >&2; exit 7; fi
if [ -e npm-hangs ]; then exec sleep 60; fi
mkdir -p node_modules/.bin && cp package-lock.json node_modules/.package-lock.json
`;
const PROGRAM = `const args: string[] = ["ran", ...process.argv.slice(2)];
console.log(args.join(" "));
process.exit(3);
`;
const LOCKFILE = {
  packages: {
    "": {},
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "2.0.0", optional: true },
  },
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bootstrap-"));
  for (const dir of ["toolchain", "test", "bin"]) mkdirSync(join(root, dir));
  for (const script of SCRIPTS) cpSync(join("toolchain", script), join(root, "toolchain", script));
  write("package-lock.json", JSON.stringify(LOCKFILE));
  write("test/run.ts", PROGRAM);
  write("bin/npm", FAKE_NPM);
  chmodSync(join(root, "bin/npm"), 0o755);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("bootstrap", () => {
  test("installs once, hands arguments over and passes the exit code on", async () => {
    const first = await bootstrap("test", "unit", "--flag");
    expect(first).toMatchObject({ code: 3, stdout: "ran unit --flag\n" });
    expect(first.stderr).toContain("npm packages installed");
    await expect(bootstrap("test")).resolves.toMatchObject({ code: 3, stderr: "" });
    expect(npmCalls()).toEqual(["ci --no-progress --loglevel=error"]);
  });

  test("installs again when the lock file changes", async () => {
    await bootstrap("test");
    write(
      "package-lock.json",
      JSON.stringify({ packages: { "": {}, "node_modules/a": { version: "1.0.1" } } }),
    );
    await bootstrap("test");
    expect(npmCalls()).toHaveLength(2);
  });

  test.each([
    ["the same versions without an optional package", { a: "1.0.0" }, 0],
    ["the same versions", { a: "1.0.0", b: "2.0.0" }, 0],
    ["an older version", { a: "0.9.0" }, 1],
    ["a package too few", { b: "2.0.0" }, 1],
    ["a package too many", { a: "1.0.0", c: "1.0.0" }, 1],
  ])("after an npm by hand with %s", async (_, versions: Record<string, string>, calls) => {
    mkdirSync(join(root, "node_modules"));
    const installed = Object.entries(versions).map(([name, version]) => [
      `node_modules/${name}`,
      { version },
    ]);
    write("node_modules/.package-lock.json", JSON.stringify({ packages: Object.fromEntries(installed) }));
    await expect(bootstrap("test")).resolves.toMatchObject({ code: 3 });
    expect(npmCalls()).toHaveLength(calls);
  });

  test("lets npm say why it fails", async () => {
    write("npm-fails", "");
    const { code, stdout, stderr } = await bootstrap("test");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("npm error network down");
    expect(stderr).toContain("npm ci failed (7)");
  });

  test("two at once install once", async () => {
    const results = await Promise.all([bootstrap("test", "1"), bootstrap("test", "2")]);
    expect(results.map(({ stdout }) => stdout)).toEqual(["ran 1\n", "ran 2\n"]);
    expect(npmCalls()).toHaveLength(1);
  });

  test("refuses a program it does not know", async () => {
    await expect(bootstrap("dance")).resolves.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("usage:"),
    });
  });

  test("passes an interrupt on to the program and its answer back", async () => {
    await bootstrap("test");
    write(
      "test/run.ts",
      "process.on('SIGINT', () => process.exit(42)); console.log('up'); setInterval(() => {}, 1000);",
    );
    const child = start("test");
    await said(child, "up");
    child.kill("SIGINT");
    await expect(exitOf(child)).resolves.toBe(42);
  });

  test("tells the program when npm was killed", async () => {
    await bootstrap("test");
    write(
      "test/run.ts",
      "process.on('SIGTERM', () => { console.log('told'); process.exit(); }); console.log('up'); setInterval(() => {}, 1000);",
    );
    // The shell stands for npm; what is below it holds its output.
    const script = `"${process.execPath}" toolchain/bootstrap.mjs test; :`;
    const npm = spawn("sh", ["-c", script], {
      cwd: root,
      env: { ...environment(), npm_lifecycle_event: "test" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    await said(npm, "up");
    const told = said(npm, "told");
    npm.kill("SIGKILL");
    await told;
  });

  test("an interrupt ends the installation", async () => {
    write("npm-hangs", "");
    const child = start("test");
    await said(child, "installing");
    child.kill("SIGINT");
    await expect(exitOf(child)).resolves.toBe(130);
    expect(existsSync(join(root, "node_modules"))).toBe(false);
  });
});

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

function npmCalls(): string[] {
  const path = join(root, "npm-calls");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
}

function environment(): NodeJS.ProcessEnv {
  const { npm_execpath: _, ...rest } = process.env;
  return {
    ...rest,
    PATH: [join(root, "bin"), process.env.PATH].join(delimiter),
    XDG_CACHE_HOME: join(root, "cache"),
  };
}

async function bootstrap(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = join(root, "toolchain/bootstrap.mjs");
  const options = { env: environment() };
  const run = promisify(execFile)(process.execPath, [script, ...args], options);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error) => error,
  );
}

function start(...args: string[]): ChildProcess {
  const script = join(root, "toolchain/bootstrap.mjs");
  return spawn(process.execPath, [script, ...args], {
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function said(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve) => {
    let output = "";
    const listen = (chunk: Buffer) => {
      output += chunk;
      if (output.includes(text)) resolve();
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
  });
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on("exit", resolve));
}
