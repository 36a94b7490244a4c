import { existsSync, writeFileSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Engine, ensureEngine } from "../../toolchain/engine.ts";
import { run } from "../../toolchain/local/command.ts";
import { LocalError } from "../../toolchain/local/errors.ts";
import { createProgress, type Progress } from "../../toolchain/local/progress.ts";
import type { Need, Suite } from "./suites.ts";

/** Something that is made ready in the background while suites run that do not need it. */
export interface Preparation {
  /** Fails with the reason when it cannot be had. */
  readonly ready: Promise<unknown>;
  /** What it is doing, for a line of progress. */
  readonly status: () => string;
  /** Where its whole output is. */
  readonly logPath: string;
}

export interface Preparations {
  readonly of: (need: Need) => Preparation | undefined;
  /** The engine, once it is ready; `undefined` when no suite needs it. */
  readonly engine: Promise<Engine> | undefined;
  /** Resolves when all have ended, well or not, or after `limitMs`. */
  readonly ended: (limitMs: number) => Promise<void>;
}

interface Work {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * Starts whatever `suites` need. The lab is loaded only when it is needed, so that its faults do not hide
 * other results.
 */
export function startPreparations(
  suites: readonly Suite[],
  resultsDir: string,
  signal: AbortSignal,
): Preparations {
  const needs = new Set(suites.flatMap((suite) => suite.needs));
  const started = new Map<Need, Preparation>();
  const start = <T>(need: Need, work: (context: Work) => Promise<T>): Promise<T> => {
    const logPath = join(resultsDir, `preparing-${need}.log`);
    const log = openLog(logPath);
    const ready = work({ progress: log.progress, signal });
    ready.catch((error: unknown) => log.progress.say(String(error)));
    started.set(need, { ready, status: log.lastLine, logPath });
    return ready;
  };

  const engine = needs.has("engine") ? start("engine", ensureEngine) : undefined;
  // apt runs once at a time, so the packages come one after the other.
  const packages = needs.has("packages") ? start("packages", installLabPackages) : Promise.resolve();
  const tools = settled(packages).then(() => undefined);
  const scripts = needs.has("scripts")
    ? start("scripts", (work) => tools.then(() => installTools(SHELLS, work)))
    : tools;
  const servers = needs.has("sshd")
    ? start("sshd", (work) => settled(scripts).then(() => installSshd(work)))
    : scripts;
  if (needs.has("tree")) start("tree", (work) => settled(servers).then(() => buildTree(work)));
  if (needs.has("image")) start("image", (work) => packages.then(() => buildImage(work)));
  const all = () => Promise.allSettled([...started.values()].map(({ ready }) => ready));
  const ended = async (limitMs: number) => void (await Promise.race([all(), pause(limitMs)]));
  return { of: (need) => started.get(need), engine, ended };
}

async function installLabPackages({ progress, signal }: Work): Promise<void> {
  const { installPackages } = await import("../../lab/index.ts");
  await progress.task("Debian packages of the lab", (onProgress) => installPackages({ onProgress, signal }));
}

async function buildImage({ progress, signal }: Work): Promise<void> {
  const { ensureImage } = await import("../../lab/index.ts");
  await progress.task("image of the lab workstation", (onProgress) => ensureImage({ onProgress, signal }));
}

/** Debian packages, and a file that each of them brings. */
type Tools = Readonly<Record<string, string>>;

const SERVERS: Tools = { "openssh-server": "/usr/sbin/sshd", sudo: "/usr/bin/sudo" };
/** The shells of initramfs images, what makes one, and the linter of shell scripts. */
const SHELLS: Tools = {
  shellcheck: "/usr/bin/shellcheck",
  shfmt: "/usr/bin/shfmt",
  cpio: "/usr/bin/cpio",
  "busybox-static": "/bin/busybox",
  "klibc-utils": "/usr/lib/klibc/bin/sh",
};

/** What puts the tree together that the tests of random states enter. */
const BUILDERS: Tools = {
  mmdebstrap: "/usr/bin/mmdebstrap",
  "debian-archive-keyring": "/usr/share/keyrings/debian-archive-keyring.gpg",
  gpg: "/usr/bin/gpg",
  mount: "/usr/bin/mount",
  "openssh-client": "/usr/bin/ssh-keygen",
};

async function buildTree(work: Work): Promise<void> {
  requireRoot("The tests of random states mount file systems in namespaces", "states");
  await installTools(BUILDERS, work);
  const { ensureTree } = await import("../states/tree.ts");
  await work.progress.task("Debian tree of the random states", (onProgress) =>
    ensureTree({ onProgress, signal: work.signal }),
  );
}

async function installSshd(work: Work): Promise<void> {
  requireRoot("The sshd tests start servers and create users for them", "sshd");
  await installTools(SERVERS, work);
}

function requireRoot(what: string, suite: string): void {
  if (process.getuid?.() === 0) return;
  throw new LocalError({
    what: `${what}, which only root may`,
    next: `run as root: npm test -- ${suite}`,
  });
}

async function installTools(tools: Tools, { progress, signal }: Work): Promise<void> {
  const missing = Object.keys(tools).filter((name) => !existsSync(tools[name] ?? ""));
  if (missing.length === 0) return;
  const install = ["--yes", "--no-install-recommends", "install", ...missing];
  if (process.getuid?.() !== 0) {
    throw new LocalError({
      what: `The tests need Debian packages that are not installed: ${missing.join(", ")}`,
      next: `run as root: apt-get update && apt-get ${install.join(" ")}`,
    });
  }
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await progress.task(`installing ${missing.join(", ")}`, async (onLine) => {
    await run("apt-get", ["--quiet=2", "update"], { env, signal, onLine });
    await run("apt-get", ["--quiet=2", ...install], { env, signal, onLine });
  });
}

function openLog(path: string): { progress: Progress; lastLine: () => string } {
  writeFileSync(path, "");
  let last = "";
  let written: Promise<unknown> = Promise.resolve();
  const write = (line: string) => {
    last = line.replace(/^\[.*?\] /, "").trim();
    written = written.then(() => appendFile(path, line));
  };
  return { progress: createProgress({ write }), lastLine: () => last };
}

function settled(work: Promise<unknown>): Promise<unknown> {
  return work.catch(() => undefined);
}
