import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { systemClock } from "../../host/model/clock.ts";
import { attempt } from "../../toolchain/local/command.ts";
import { LocalError } from "../../toolchain/local/errors.ts";
import { lastLines } from "../../toolchain/local/last-lines.ts";
import { waitFor } from "../../toolchain/local/wait.ts";
import { type Machine, qemuArguments } from "./arguments.ts";
import type { MachinePaths } from "./paths.ts";
import { withQmp } from "./qmp.ts";

const QEMU = "qemu-system-x86_64";

/** Starts QEMU in the background and returns once its devices exist. The machine outlives this process. */
export async function startMachine(machine: Machine, signal?: AbortSignal): Promise<void> {
  const { paths } = machine;
  mkdirSync(dirname(paths.qmpSocket), { recursive: true, mode: 0o700 });
  for (const path of [paths.pidFile, paths.qmpSocket, paths.serialSocket]) rmSync(path, { force: true });
  const { code, stderr } = await attempt(QEMU, qemuArguments(machine), { timeoutMs: 120_000, signal });
  if (code === 0) return;
  throw new LocalError({
    what: `QEMU did not start the machine ${machine.name} (exit code ${code})`,
    found: lastLines(stderr, 10),
    next: `the serial console of earlier starts is in ${paths.serialLog}`,
  });
}

/**
 * The process id of this machine's QEMU, or `undefined` when it does not run. A pid reused by another program
 * does not count.
 */
export function machinePid(paths: MachinePaths): number | undefined {
  try {
    const pid = Number(readFileSync(paths.pidFile, "utf8"));
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return command.includes(paths.pidFile) ? pid : undefined;
  } catch {
    return undefined;
  }
}

export interface PowerDownOptions {
  /**
   * How long the system may take to shut down before the machine is switched off; default 120 s, 0 = at once.
   */
  readonly graceMs?: number;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Shuts the system down, and switches the machine off when that takes too long. Returns which of the two it
 * was.
 */
export async function powerDown(
  paths: MachinePaths,
  options: PowerDownOptions = {},
): Promise<"shut down" | "switched off" | "was not running"> {
  const { graceMs = 120_000, onProgress, signal } = options;
  if (machinePid(paths) === undefined) return "was not running";
  if (graceMs > 0 && existsSync(paths.qmpSocket)) {
    await withQmp(paths.qmpSocket, (qmp) => qmp.execute("system_powerdown"), { timeoutMs: 10_000, signal });
    if (await endsWithin(paths, graceMs, signal)) return "shut down";
    onProgress?.(`still not shut down after ${graceMs / 1000} s: switching it off`);
  }
  await switchOff(paths);
  return "switched off";
}

/** Ends QEMU at once, as a power cut would. */
export async function switchOff(paths: MachinePaths): Promise<void> {
  const pid = machinePid(paths);
  if (pid === undefined) return;
  process.kill(pid, "SIGTERM");
  if (await endsWithin(paths, 10_000)) return;
  process.kill(pid, "SIGKILL");
  await endsWithin(paths, 10_000);
}

async function endsWithin(paths: MachinePaths, milliseconds: number, signal?: AbortSignal): Promise<boolean> {
  const start = systemClock.now();
  return waitFor({
    question: "QEMU to end",
    ask: async () => {
      if (machinePid(paths) === undefined) return true;
      return systemClock.now() - start >= milliseconds ? false : undefined;
    },
    deadlineMs: milliseconds + 1000,
    intervalMs: 250,
    signal,
  });
}

/**
 * The version of the QEMU that starts machines; a snapshot with memory fits only the version that wrote it.
 */
export async function qemuVersion(signal?: AbortSignal): Promise<string> {
  const { stdout } = await attempt(QEMU, ["--version"], { signal });
  return /version (\S+(?: \(.*?\))?)/.exec(stdout)?.[1] ?? "unknown";
}
