import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LocalError } from "../../toolchain/local/errors.ts";
import { withLock } from "../../toolchain/local/lock.mjs";
import { installPackages } from "../machine/required-packages.ts";
import { buildImage } from "./build.ts";
import { currentRecipe, recipeHash } from "./recipe.ts";
import { cachedImage, type Image, type ImageOptions, imageCacheDir, readImage } from "./record.ts";

/**
 * The image of the current recipe: from the cache, else built (2 to 6 minutes). Several callers build it
 * once.
 */
export async function ensureImage(options: ImageOptions = {}): Promise<Image> {
  const hash = recipeHash(currentRecipe(options.parts));
  const cached = cachedImage(hash);
  const dir = join(imageCacheDir(), hash);
  if (cached !== undefined) return cached;
  mkdirSync(imageCacheDir(), { recursive: true });
  const onWait = (pid: number): void => options.onProgress?.(`process ${pid} is building the image: waiting`);
  const work = async (): Promise<Image> => readImage(dir, hash) ?? (await buildInto(dir, hash, options));
  return withLock(`${dir}.lock`, work, { onWait, ...(options.signal && { signal: options.signal }) });
}

async function buildInto(dir: string, hash: string, options: ImageOptions): Promise<Image> {
  await installPackages(options);
  const workDir = `${dir}.building`;
  rmSync(workDir, { recursive: true, force: true });
  mkdirSync(workDir, { recursive: true });
  await buildImage(workDir, options);
  renameSync(workDir, dir);
  const image = readImage(dir, hash);
  if (image !== undefined) return image;
  throw new LocalError({ what: `The image build left no usable image in ${dir}`, next: `remove ${dir}` });
}
