import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/**
 * Runs `work` while this process alone holds the lock file at `path`.
 * Plain JavaScript, because it also runs before a current Node is installed. See lock.d.mts for the types.
 */
export async function withLock(path, work, { onWait = () => {}, signal, pollMs = 500 } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!tryToCreate(path)) {
    signal?.throwIfAborted();
    const holder = readHolder(path);
    if (holder === undefined || !isRunning(holder)) {
      removeStale(path);
      continue;
    }
    if (!told) onWait(holder.pid);
    told = true;
    await pause(pollMs, undefined, { signal });
  }
  const release = () => rmSync(path, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.removeListener("exit", release);
    release();
  }
}

function tryToCreate(path) {
  try {
    writeFileSync(path, `${process.pid} ${startOf(process.pid)}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * The holder; `undefined` also for a file that is still empty. Its writer is about to fill it: removeStale
 * gives it time.
 */
function readHolder(path) {
  try {
    const [pid, start] = readFileSync(path, "utf8").trim().split(" ");
    return pid ? { pid: Number(pid), start } : undefined;
  } catch {
    return undefined;
  }
}

function isRunning({ pid, start }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return false;
  }
  return startOf(pid) === start;
}

/** When the process started, in kernel ticks: a pid that was given to another process is not the holder. */
function startOf(pid) {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "";
    return afterName.split(" ")[19] ?? "-";
  } catch {
    return "-";
  }
}

/**
 * Removes a lock that a dead process left. One process at a time, which looks again first: two could remove
 * each other's fresh lock.
 */
function removeStale(path) {
  const guard = `${path}.takeover`;
  try {
    writeFileSync(guard, "", { flag: "wx" });
  } catch {
    if (ageMs(guard) > 10_000) rmSync(guard, { force: true });
    return;
  }
  try {
    const holder = readHolder(path);
    const stale = holder ? !isRunning(holder) : ageMs(path) > 2_000;
    if (stale) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

function ageMs(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
