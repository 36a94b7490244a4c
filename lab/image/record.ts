import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "../../toolchain/local/paths.mjs";
import type { IdentitySlots } from "../machine/identity.ts";
import type { ImageParts } from "./parts.ts";

/** A finished image in the cache. Nothing in its folder ever changes. */
export interface Image extends IdentitySlots {
  readonly hash: string;
  /** The disk that instances put their overlay on. */
  readonly disk: string;
  /** Firmware variables as the installed boot loader left them. */
  readonly vars: string;
}

/** What building an image takes. */
export interface ImageOptions {
  /** Default: the standard parts. */
  readonly parts?: ImageParts | undefined;
  /** Gets a line about what is being done. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The folder of the images, outside the project, shared by all clones. */
export const imageCacheDir = (): string => join(cacheDir(), "lab");

/** The image with this hash; `undefined` if it is not in the cache. */
export const cachedImage = (hash: string): Image | undefined => readImage(join(imageCacheDir(), hash), hash);

/**
 * The image in `dir`; `undefined` if there is none. A folder gets its final name only when it is complete.
 */
export function readImage(dir: string, hash: string): Image | undefined {
  const record = recordPath(dir);
  if (!existsSync(record)) return undefined;
  const slots = JSON.parse(readFileSync(record, "utf8")) as IdentitySlots;
  return { hash, disk: join(dir, "disk.qcow2"), vars: join(dir, "vars.qcow2"), ...slots };
}

/** Writes what `readImage` needs to know beside the disk. */
export function writeImageRecord(dir: string, slots: IdentitySlots): void {
  writeFileSync(recordPath(dir), `${JSON.stringify(slots, null, 2)}\n`);
}

const recordPath = (dir: string): string => join(dir, "image.json");
