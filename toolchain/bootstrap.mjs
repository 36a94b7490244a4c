/**
 * The start of `npm run up`, `npm test`, `npm run test:faults`, `npm run lab`, `npm run pulumi` and `npm run
 * generate`: plain JavaScript without dependencies, for Node 20 and later. It installs the npm packages if
 * they are missing or outdated, finds a Node that runs TypeScript, and hands over to the program that the
 * first argument names.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { ensureNodeModules } from "./install.mjs";
import { endWithParent } from "./local/parent.mjs";
import { projectDir } from "./local/paths.mjs";

const PROGRAMS = {
  up: "cli/up.ts",
  test: "test/run.ts",
  faults: "test/run-faults.ts",
  lab: "lab/main.ts",
  pulumi: "cli/pulumi.ts",
  generate: "cli/generate.ts",
};
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

const [name = "", ...args] = process.argv.slice(2);
const program = PROGRAMS[name];
if (program === undefined) {
  fail(`usage: node toolchain/bootstrap.mjs ${Object.keys(PROGRAMS).join("|")} [arguments]`, 2);
}

endWithParent();
await prepare();
process.exit(await handOver(findNode(), [join(projectDir, program), ...args]));

async function prepare() {
  const abort = new AbortController();
  const stop = (signal) => abort.abort(signal);
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    await ensureNodeModules(projectDir, { say: (line) => console.error(line), signal: abort.signal });
  } catch (error) {
    if (abort.signal.aborted) fail(`stopped by ${abort.signal.reason}`, exitCodeOf(abort.signal.reason));
    fail(error.message, 1);
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, stop);
  }
}

/** The Node that came with the npm packages, else the one that runs this script. */
function findNode() {
  const candidates = [join(projectDir, "node_modules/.bin/node"), process.execPath];
  const versions = candidates.filter(existsSync).map((path) => ({ path, version: versionOf(path) }));
  const usable = versions.find(({ version }) => runsTypeScript(version));
  if (usable !== undefined) return usable.path;
  const found = versions.map(({ path, version }) => `  ${path}: ${version || "does not start"}`);
  return fail(
    [
      "A Node that runs TypeScript is needed (22.18 or later).",
      "Found:",
      ...found,
      "Next: install Node 24 (https://nodejs.org), then run the same command again.",
    ].join("\n"),
    1,
  );
}

function versionOf(path) {
  const answer = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 30_000 });
  return answer.status === 0 ? answer.stdout.trim() : "";
}

function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major >= 24 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/** Resolves with the exit code of the program, which shares this process's terminal. */
function handOver(node, argv) {
  const path = [join(projectDir, "node_modules/.bin"), process.env.PATH].filter(Boolean).join(delimiter);
  const env = { ...process.env, PATH: path };
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", ...argv], { stdio: "inherit", env });
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // Ctrl-C at a terminal has reached the child already; Pulumi takes a second one for "stop at once".
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  return new Promise((resolve) => {
    child.on("error", (error) => fail(`${node} does not start: ${error.message}`, 1));
    child.on("exit", (code, signal) => resolve(code ?? exitCodeOf(signal)));
  });
}

function exitCodeOf(signal) {
  return 128 + (constants.signals[signal] ?? 0);
}

function fail(message, code) {
  console.error(message);
  process.exit(code);
}
