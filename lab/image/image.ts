import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../../toolchain/lock.mjs";
import { installPackages } from "../debian-packages.ts";
import { LabError } from "../errors.ts";
import type { IdentitySlot, MachineIdSlot } from "../machine/identity.ts";
import { imageCacheDir } from "../paths.ts";
import { buildImage } from "./build.ts";
import type { ImageParts } from "./parts.ts";
import { currentRecipe, recipeHash } from "./recipe.ts";

/** A finished image in the cache. Nothing in its folder ever changes. */
export interface Image {
  readonly hash: string;
  /** The disk that instances put their overlay on. */
  readonly disk: string;
  /** Firmware variables as the installed boot loader left them. */
  readonly vars: string;
  readonly identitySlots: readonly IdentitySlot[];
  /** Where the machine id lies outside those files; absent when nowhere. */
  readonly machineIdSlots?: readonly MachineIdSlot[] | undefined;
}

export interface ImageOptions {
  /** Default: the standard ones. */
  readonly parts?: ImageParts | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The image of the current recipe: from the cache, else built (2 to 6 minutes). Several callers build it once. */
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

/** The image with this hash when it is in the cache. */
export const cachedImage = (hash: string): Image | undefined => readImage(join(imageCacheDir(), hash), hash);

/** What the image folder's `image.json` holds. */
export type ImageRecord = Pick<Image, "identitySlots" | "machineIdSlots">;

/** `undefined` when there is none. A folder appears under its name only when it is complete. */
function readImage(dir: string, hash: string): Image | undefined {
  const record = join(dir, "image.json");
  if (!existsSync(record)) return undefined;
  const slots = JSON.parse(readFileSync(record, "utf8")) as ImageRecord;
  return { hash, disk: join(dir, "disk.qcow2"), vars: join(dir, "vars.qcow2"), ...slots };
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
  throw new LabError({ what: `The image build left no usable image in ${dir}`, next: `remove ${dir}` });
}
