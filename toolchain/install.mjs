import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./local/lock.mjs";
import { cacheDir } from "./local/paths.mjs";

/**
 * Brings node_modules to what package-lock.json says, by `npm ci` if it differs. `say` gets progress lines.
 * Throws an Error with a message for the user if npm fails (npm has printed why by then).
 */
export async function ensureNodeModules(root, { say, signal }) {
  const isCurrent = () => stampMatches(root) || adoptMatchingInstall(root);
  if (isCurrent()) return;
  const lock = join(cacheDir(), `install-${digest(root).slice(0, 12)}.lock`);
  const onWait = (pid) => say(`process ${pid} is installing into the same node_modules: waiting (${lock})`);
  await withLock(lock, async () => (isCurrent() ? undefined : install(root, { say, signal })), {
    onWait,
    signal,
  });
}

function stampMatches(root) {
  return readText(stampPath(root)) === lockDigest(root);
}

/** Accepts an `npm ci` that the user ran, by comparing what npm noted down as installed. */
function adoptMatchingInstall(root) {
  const locked = readText(join(root, "package-lock.json"));
  const installed = readText(join(root, "node_modules/.package-lock.json"));
  if (locked === undefined || installed === undefined) return false;
  if (!sameVersions(JSON.parse(locked).packages, JSON.parse(installed).packages)) return false;
  writeFileSync(stampPath(root), lockDigest(root));
  return true;
}

function sameVersions(locked, installed) {
  const mandatory = Object.entries(locked).filter(([path, entry]) => path !== "" && !entry.optional);
  return (
    mandatory.every(([path]) => installed[path] !== undefined) &&
    Object.entries(installed).every(([path, entry]) => locked[path]?.version === entry.version)
  );
}

async function install(root, { say, signal }) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  say("installing npm packages (npm ci)");
  const heartbeat = setInterval(() => say(`npm ci: still working (${seconds()})`), 15_000);
  try {
    // Packages that ask for a newer Node than npm's would only cause warnings: the installed Node runs them.
    const [command, ...args] = [...npm(), "ci", "--no-progress", "--loglevel=error"];
    const code = await exitOf(
      spawn(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"], signal }),
    );
    if (code !== 0) throw new Error(npmFailure(code));
  } finally {
    clearInterval(heartbeat);
  }
  writeFileSync(stampPath(root), lockDigest(root));
  say(`npm packages installed (${seconds()})`);
}

/** The npm that started this script, when one did; a different one on PATH may have another configuration. */
function npm() {
  const script = process.env.npm_execpath;
  return script?.endsWith(".js") ? [process.execPath, script] : ["npm"];
}

function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => resolve(code ?? signal));
  });
}

function npmFailure(code) {
  return [
    `npm ci failed (${code}); npm's own message is above.`,
    "Next: check that the registry can be reached (npm ping), then run the same command again.",
  ].join("\n");
}

function stampPath(root) {
  return join(root, "node_modules/.installed-from");
}

function lockDigest(root) {
  return digest(
    `${process.platform} ${process.arch}\n${readFileSync(join(root, "package-lock.json"), "utf8")}`,
  );
}

function digest(text) {
  return createHash("sha256").update(text).digest("hex");
}

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
