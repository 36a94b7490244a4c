import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { guestSuite } from "../../lab/image/guest-packages.ts";
import { recipeHash } from "../../lab/image/recipe.ts";
import { hostAptSources } from "../../lab/image/sources.ts";
import { run } from "../../toolchain/local/command.ts";
import { withLock } from "../../toolchain/local/lock.mjs";
import { cacheDir } from "../../toolchain/local/paths.mjs";

export interface TreeOptions {
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The scripts and files that go into the tree, and the one that starts it. */
export const contentsDir = join(import.meta.dirname, "tree");

/**
 * The real tools that a boot configuration is made with; without recommendations, so there is no os-prober.
 */
const packages = [
  "linux-image-amd64",
  "initramfs-tools",
  "dracut-core",
  "grub2-common",
  "kmod",
  "cpio",
  "openssh-server",
  "systemd",
  "iproute2",
];
/** Of the kernel's modules only these are unpacked. */
const keptModules = [
  "/lib/modules/*/kernel/arch/x86/kvm*",
  "/lib/modules/*/kernel/drivers/vfio*",
  "/lib/modules/*/kernel/virt*",
];
const leftOut = [
  "/usr/share/doc/*",
  "/usr/share/man/*",
  "/usr/share/locale/*",
  "/usr/share/info/*",
  "/lib/modules/*/kernel/*",
];

/**
 * The folder with the Debian tree of the current recipe: from the cache, else installed (about a minute).
 * Nobody may write to it.
 */
export async function ensureTree(options: TreeOptions = {}): Promise<string> {
  const cache = join(cacheDir(), "states");
  const dir = join(cache, currentHash());
  const tree = join(dir, "tree");
  if (existsSync(tree)) return tree;
  mkdirSync(cache, { recursive: true });
  const work = async () => {
    if (!existsSync(tree)) await buildInto(dir, options);
    return tree;
  };
  const onWait = (pid: number) => options.onProgress?.(`process ${pid} is building the tree: waiting`);
  return withLock(`${dir}.lock`, work, { onWait, ...(options.signal && { signal: options.signal }) });
}

/** A folder appears under its name only when it is complete. */
async function buildInto(dir: string, { onProgress, signal }: TreeOptions): Promise<void> {
  const building = `${dir}.building`;
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { recursive: true });
  onProgress?.("installing Debian packages into the tree (about a minute)");
  const sources = await hostAptSources(guestSuite, signal);
  const options = [
    "--variant=apt",
    "--mode=root",
    "--format=directory",
    "--architectures=amd64",
    `--include=${packages.join(",")}`,
    ...sources.settings.map((line) => `--aptopt=${line}`),
    ...leftOut.map((pattern) => `--dpkgopt=path-exclude=${pattern}`),
    ...keptModules.map((pattern) => `--dpkgopt=path-include=${pattern}`),
    '--customize-hook=sh "$STATES_CONTENTS/customize.sh" "$1"',
  ];
  const logPath = join(building, "build.log");
  const env = { STATES_CONTENTS: contentsDir };
  const settings = { env, logPath, input: sources.list, signal, timeoutMs: 600_000 };
  await run("mmdebstrap", [...options, guestSuite, join(building, "tree"), "-"], settings);
  renameSync(building, dir);
}

function currentHash(): string {
  const files = readdirSync(contentsDir).filter((name) => name !== "enter.sh");
  return recipeHash({
    version: 1,
    suite: guestSuite,
    packages: [...packages, ...keptModules, ...leftOut],
    repository: [],
    password: "",
    files: Object.fromEntries(files.map((name) => [name, readFileSync(join(contentsDir, name), "utf8")])),
  });
}
