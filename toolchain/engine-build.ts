import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../host/model/errors.ts";
import {
  buildArguments,
  type EngineProgram,
  enginePrograms,
  LANGUAGE_HOST_SCRIPT,
  moduleDir,
} from "./engine-cache.ts";
import type { FoundGo } from "./engine-choice.ts";
import { attempt, run } from "./local/command.ts";
import { LocalError } from "./local/errors.ts";

export interface BuildOptions {
  /** Gets what is being done, for a line of progress. */
  readonly onStatus: (status: string) => void;
  /** Where go is found and how it is configured. */
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** `go env` of the go on PATH; `undefined` when there is none. */
export async function findGo(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<FoundGo | undefined> {
  // Not in a module's folder: there an old Go fails because of the module's demands and shows no version.
  const answer = await attempt("go", ["env", "GOVERSION", "GOTOOLCHAIN"], { cwd: "/", env, signal }).catch(
    noGo,
  );
  const [version, toolchain] = answer.stdout.split("\n");
  return version ? { version, toolchain: toolchain ?? "" } : undefined;
}

/**
 * Builds the engine into `target`, which appears complete or not at all. Takes minutes and about 4 GB of Go's
 * own caches.
 */
export async function buildEngine(target: string, options: BuildOptions): Promise<void> {
  await mkdir(join(target, ".."), { recursive: true });
  const unfinished = await mkdtemp(`${target}.unfinished-`);
  try {
    for (const program of enginePrograms) await buildProgram(program, unfinished, options);
    const script = join(unfinished, "bin/pulumi-language-nodejs");
    await writeFile(script, LANGUAGE_HOST_SCRIPT);
    await chmod(script, 0o755);
    await chmod(unfinished, 0o755);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function buildProgram(
  program: EngineProgram,
  root: string,
  { onStatus, environment, signal }: BuildOptions,
): Promise<void> {
  const name = program.target.split("/").at(-1);
  const settings = {
    cwd: moduleDir(program),
    env: { ...environment, CGO_ENABLED: "0", GOWORK: "off" },
    signal,
  };
  const go = (args: readonly string[], onLine: (line: string) => void) =>
    run("go", args, { ...settings, onLine }).catch((cause) => {
      throw signal?.aborted ? cause : buildFailure(name, cause);
    });

  onStatus(`${name}: downloading Go modules`);
  const list = ["list", "-mod=readonly", "-deps", "-f", "{{.ImportPath}}", program.package];
  const packages = (await go(list, countingDownloads(name, onStatus))).stdout
    .split("\n")
    .filter(isImportPath).length;
  let compiled = 0;
  onStatus(`${name}: compiling ${packages} Go packages`);
  await go(buildArguments(program, join(root, program.target)), (line) => {
    if (isImportPath(line)) compiled += 1;
    onStatus(`${name}: compiled ${compiled} of at most ${packages} Go packages`);
  });
}

function countingDownloads(
  name: string | undefined,
  onStatus: (status: string) => void,
): (line: string) => void {
  let downloads = 0;
  return (line) => {
    if (!line.startsWith("go: downloading ")) return;
    downloads += 1;
    onStatus(`${name}: downloading Go modules (${downloads})`);
  };
}

function isImportPath(line: string): boolean {
  return /^[\w./~-]+$/.test(line);
}

function buildFailure(name: string | undefined, cause: unknown): LocalError {
  return new LocalError({
    what: `Building ${name} from its pinned Go modules failed`,
    found: messageOf(cause),
    next: "check that the Go module proxy can be reached (go env GOPROXY) and that the disk has 5 GB left, then run again",
    cause,
  });
}

function noGo(cause: unknown): { stdout: string } {
  if (cause instanceof LocalError) return { stdout: "" };
  throw cause;
}
