import { imageOfEntry } from "../../model/boot/image-paths.ts";
import type { Observation } from "../../model/facts/observation.ts";
import { type ImagesChange, images, type PlannedImage } from "../parts/images.ts";
import { changesOf } from "../parts/part.ts";
import type { BootChange } from "../parts/parts.ts";

/** The trial's own image: what would become of the host's own one, which the default entry loads. */
export interface TrialImage extends PlannedImage {
  readonly how: ImagesChange["how"];
}

/** What decides. */
export type ImageFacts = Pick<Observation, "bootLoader">;

/**
 * What a change does with the image of the default entry; `undefined` when it leaves that alone. The images
 * of other kernels are made when the trial is kept.
 */
export function imageOfChange(facts: ImageFacts, changes: readonly BootChange[]): TrialImage | undefined {
  const path = defaultImage(facts);
  return changesOf(images, changes)
    .flatMap(({ how, images: planned }) => planned.map((image) => ({ ...image, how })))
    .find((image) => image.path === path);
}

/** The image of the default entry as it was before us; `undefined` when it carries nothing that we wrote. */
export function imageOfUndo(facts: ImageFacts & Pick<Observation, "managed">): TrialImage | undefined {
  const path = defaultImage(facts);
  const image = path === undefined ? undefined : facts.managed.images?.[path];
  if (path === undefined || image === undefined || image.state === "missing") return undefined;
  return { how: "restore", path, kernel: image.kernel, tool: image.tool };
}

function defaultImage({ bootLoader }: ImageFacts): string | undefined {
  return bootLoader.defaultEntry && imageOfEntry(bootLoader.defaultEntry);
}
