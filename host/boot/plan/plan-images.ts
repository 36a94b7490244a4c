import type { BootChange, ImagesChange, PlannedImage } from "../../model/boot/boot-change.ts";
import type { WantedBoot, WantedImage } from "../../model/boot/wanted-boot.ts";
import { DUE, type ManagedFacts, NO_SCRIPT } from "../../model/facts/managed.ts";
import { paths } from "../../model/paths.ts";
import { toolOf } from "../tools/choose-tool.ts";

/**
 * Images that are to carry the bind script and are not known to, and such that are to carry it no more. What somebody has made since our files
 * are there, for a new kernel or because of an update, is looked into first: the tool has run our files. It is made anew only when something
 * is missing in it.
 */
export function planImages(
  { images: found = {} }: ManagedFacts,
  wanted: Pick<WantedBoot, "images">,
  files: readonly BootChange[],
): readonly ImagesChange[] {
  const planned = Object.entries(wanted.images ?? {}).flatMap(([path, image]) => {
    const step = stepFor(image, found[path], files);
    return step === undefined ? [] : [{ ...step, image: { path, kernel: image.kernel, tool: image.tool } }];
  });
  const left = Object.entries(found)
    .filter(([path, { state }]) => wanted.images?.[path] === undefined && state !== "missing")
    .map(([path, { kernel, tool }]) => ({
      how: "restore" as const,
      because: "it need not carry the bind script any more",
      image: { path, kernel, tool },
    }));
  return grouped([...planned, ...left]);
}

type Step = Pick<ImagesChange, "how" | "because">;

function stepFor(
  { bind, tool }: WantedImage,
  found: NonNullable<ManagedFacts["images"]>[string] | undefined,
  files: readonly BootChange[],
): Step | undefined {
  if (found?.bind === DUE) return { how: "build", because: "an earlier run ended before it was made anew" };
  const what = bind === NO_SCRIPT ? "vfio-pci" : "the bind script";
  if (found !== undefined && found.bind !== bind) {
    const because = bind === NO_SCRIPT ? "it carries the bind script" : "it carries another bind script";
    return { how: "build", because };
  }
  const own = [paths.bind, paths.modprobe, ...Object.keys(toolOf({ tool })?.files ?? {})];
  const changed = files.find((change) => change.kind === "file" && own.includes(change.path));
  if (found === undefined) {
    return {
      how: changed === undefined ? "look" : "build",
      because: `it is not known to carry ${what}`,
    };
  }
  if (changed?.kind === "file") return { how: "build", because: `${changed.path} changes` };
  if (found.state === "as-seen") return undefined;
  return { how: "look", because: "somebody has made it anew since it was looked into" };
}

/** What is done alike, and for the same reason, is one change. */
function grouped(steps: readonly (Step & { readonly image: PlannedImage })[]): readonly ImagesChange[] {
  const groups = new Map<string, ImagesChange>();
  for (const { how, because, image } of steps) {
    const key = `${how} ${because}`;
    const images = [...(groups.get(key)?.images ?? []), image];
    groups.set(key, { kind: "images", how, because, images });
  }
  return [...groups.values()];
}
