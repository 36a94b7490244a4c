import { access, mkdir } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { buildEngine, findGo } from "./engine-build.ts";
import { builtEngineDir } from "./engine-cache.ts";
import { judgeEngine, judgeGo, MINIMUM_ENGINE, MINIMUM_GO } from "./engine-choice.ts";
import { attempt } from "./local/command.ts";
import { LocalError } from "./local/errors.ts";
import { withLock } from "./local/lock.mjs";
import { cacheDir, projectDir } from "./local/paths.mjs";
import { createProgress, type Progress } from "./local/progress.ts";

/** A Pulumi engine that is ready to run this project. */
export interface Engine {
  /** The `pulumi` program. */
  readonly pulumi: string;
  /** To be added to the environment of `pulumi` and of everything that starts it; PATH is complete. */
  readonly env: Readonly<Record<string, string>>;
  /** `path`: found on PATH; `cache`: built earlier; `built`: built by this call. */
  readonly origin: "path" | "cache" | "built";
}

export interface EngineOptions {
  /** Default: lines on standard error. */
  readonly progress?: Progress;
  readonly signal?: AbortSignal | undefined;
  /** Default: this process's environment. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Returns the engine on PATH if it is new enough and has a Node.js language host, else the one in the cache.
 * If the cache has none, it is built from pinned Go modules first. Throws a LocalError that says how to get
 * one if it cannot be.
 */
export async function ensureEngine(options: EngineOptions = {}): Promise<Engine> {
  const { progress = createProgress(), signal, environment = process.env } = options;
  const dir = builtEngineDir(environment);
  const bin = join(dir, "bin");
  const found = await findEngine(bin, environment, signal);
  if (found.usable) return { pulumi: found.path, env: commonEnv(environment, []), origin: "path" };

  await mkdir(cacheDir(environment), { recursive: true });
  const ready = (origin: Engine["origin"]): Engine => ({
    pulumi: join(bin, "pulumi"),
    env: builtEngineEnv(environment, bin),
    origin,
  });
  if (await exists(dir)) return ready("cache");
  const go = judgeGo(await findGo(environment, signal));
  if (!go.usable) throw noEngine(found.because, go.because);

  progress.say(`${found.because}: building the Pulumi engine, which takes a few minutes the first time`);
  return progress.task("Pulumi engine", (onStatus) => {
    const onWait = (pid: number) =>
      onStatus(`waiting for process ${pid}, which is building it (${dir}.lock)`);
    const build = async () => {
      if (await exists(dir)) return ready("cache");
      await buildEngine(dir, { onStatus, environment, signal });
      return ready("built");
    };
    return withLock(`${dir}.lock`, build, { onWait, ...(signal === undefined ? {} : { signal }) });
  });
}

type Found =
  | { readonly usable: true; readonly path: string }
  | { readonly usable: false; readonly because: string };

async function findEngine(
  builtBin: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<Found> {
  // The built engine is on PATH in programs that this project starts, but it needs its own settings.
  const dirs = (env.PATH ?? "").split(delimiter).filter((dir) => dir !== "" && dir !== builtBin);
  const path = await firstExisting(dirs.map((dir) => join(dir, "pulumi")));
  if (path === undefined) return { usable: false, because: "no pulumi on PATH" };
  const hosts = [dirname(path), ...dirs].map((dir) => join(dir, "pulumi-language-nodejs"));
  const settings = { env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" }, signal };
  const { stdout } = await attempt(path, ["version"], settings).catch(() => ({ stdout: "" }));
  const hasLanguageHost = (await firstExisting(hosts)) !== undefined;
  const verdict = judgeEngine({ path, version: stdout, hasLanguageHost });
  return verdict.usable ? { usable: true, path } : verdict;
}

/** The user's own engine keeps its own home, with its logins and plugins. */
function commonEnv(env: NodeJS.ProcessEnv, dirs: readonly string[]): Record<string, string> {
  const node = join(projectDir, "node_modules/.bin");
  const path = [...dirs, node, ...(env.PATH ?? "").split(delimiter)].filter((dir) => dir !== "");
  return {
    PATH: [...new Set(path)].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    NODE_COMPILE_CACHE: join(cacheDir(env), "node-compile-cache"),
  };
}

function builtEngineEnv(env: NodeJS.ProcessEnv, bin: string): Record<string, string> {
  return {
    ...commonEnv(env, [bin]),
    PULUMI_HOME: env.PULUMI_HOME || join(cacheDir(env), "home"),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

function noEngine(noPulumi: string, noGo: string): LocalError {
  return new LocalError({
    what: "There is no Pulumi engine, and none can be built",
    found: `${noPulumi}\n${noGo}`,
    next:
      `install Pulumi ${MINIMUM_ENGINE} or later (https://www.pulumi.com/docs/install), ` +
      `or Go ${MINIMUM_GO} or later (https://go.dev/dl) to have it built; then run again`,
  });
}

async function firstExisting(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await exists(path)) return path;
  return undefined;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
