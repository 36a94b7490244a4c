import { knownImages } from "../../model/boot/image-paths.ts";
import type { WantedImage } from "../../model/boot/wanted-boot.ts";
import type { ToolName } from "../../model/facts/initramfs-facts.ts";
import { DUE, type ManagedFacts, NO_SCRIPT } from "../../model/facts/managed-facts.ts";
import { paths } from "../../model/managed-paths.ts";
import { managedLoader } from "../loaders/choose-loader.ts";
import { instruction } from "../on-host/instruction.ts";
import { toolOf } from "../tools/choose-tool.ts";
import { type FileChange, file } from "./file.ts";
import { changesOf, type Part } from "./part.ts";

/**
 * What is to be done with images of the host: make them with the bind script in them, look whether it is in
 * them, or restore those from before us.
 */
export interface ImagesChange {
  readonly kind: "images";
  readonly how: "build" | "look" | "restore";
  readonly images: readonly PlannedImage[];
  readonly because: string;
}

/** An image of the host. */
export interface PlannedImage {
  readonly path: string;
  readonly kernel: string;
  readonly tool: ToolName;
}

/**
 * Images that are to carry the bind script and are not known to, and those that are to carry it no more. One
 * that others have made since our files are there is looked into first: the tool has run our files. It is
 * rebuilt only when something is missing in it. The script of the undo restores all of them.
 */
export const images: Part<ImagesChange> = {
  kind: "images",
  changesBoot: true,
  isShownFirst: true,
  property: "images",
  writesEntries: true,
  plan: (facts, wanted, earlier) => {
    const found = knownImages(facts);
    const files = changesOf(file, earlier);
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
  },
  describe: ({ how, images: planned, because }, { bootLoader }) =>
    planned.flatMap(({ path, kernel, tool }) => {
      if (how === "look") return [`initramfs ${path} is looked into: ${because}`];
      if (how === "restore") return [`initramfs ${path} is restored: ${because}`];
      const command = toolOf({ tool })?.rebuild ?? tool;
      return [
        `initramfs ${path} is rebuilt for kernel ${kernel}: ${because}`,
        `  ${managedLoader(bootLoader).makesImages ?? `by ${command}; ${REPLACED}`}`,
      ];
    }),
  delivers: () => true,
  instructions: ({ how, images: planned }, { bootLoader }) => {
    const what = managedLoader(bootLoader).makesImages === undefined ? "image" : "entry-image";
    return planned.map(({ path, kernel, tool }) => instruction(what, { how, tool, kernel, path }));
  },
  unmet: ({ images: planned, because }) => planned.map(({ path }) => `${path}: ${because}`),
  withoutRoom: ({ how, images: planned }, { managed }) =>
    how === "build" ? planned.flatMap(({ path }) => withoutRoomFor(path, managed)) : [],
};

const REPLACED = "looked into before it replaces the old one, which destroy restores";

type Step = Pick<ImagesChange, "how" | "because">;

function stepFor(
  { bind, tool }: WantedImage,
  found: NonNullable<ManagedFacts["images"]>[string] | undefined,
  files: readonly FileChange[],
): Step | undefined {
  if (found?.bind === DUE) return { how: "build", because: "an earlier run ended before it was rebuilt" };
  const what = bind === NO_SCRIPT ? "vfio-pci" : "the bind script";
  if (found !== undefined && found.bind !== bind) {
    const because = bind === NO_SCRIPT ? "it carries the bind script" : "it carries another bind script";
    return { how: "build", because };
  }
  const own = [paths.bind, paths.modprobe, ...Object.keys(toolOf({ tool })?.files ?? {})];
  const changed = files.find(({ path }) => own.includes(path));
  if (found === undefined) {
    return {
      how: changed === undefined ? "look" : "build",
      because: `it is not known to carry ${what}`,
    };
  }
  if (changed !== undefined) return { how: "build", because: `${changed.path} changes` };
  if (found.state === "as-seen") return undefined;
  return { how: "look", because: "another program has rebuilt it since it was looked into" };
}

/** What is done alike, and for the same reason, is one change. */
function grouped(steps: readonly (Step & { readonly image: PlannedImage })[]): readonly ImagesChange[] {
  const groups = new Map<string, ImagesChange>();
  for (const { how, because, image } of steps) {
    const key = `${how} ${because}`;
    const planned = [...(groups.get(key)?.images ?? []), image];
    groups.set(key, { kind: "images", how, because, images: planned });
  }
  return [...groups.values()];
}

/** A new image is written beside the old one, and may be a fifth larger; the transaction asks again. */
function withoutRoomFor(path: string, { freeKilobytes, imageBytes = {} }: ManagedFacts): readonly string[] {
  const folders = Object.keys(freeKilobytes).filter((folder) => path.startsWith(`${folder}/`));
  const folder = folders.sort((a, b) => b.length - a.length)[0] ?? "";
  const [free, bytes] = [freeKilobytes[folder], imageBytes[path]];
  const needed = Math.floor(((bytes ?? 0) * 12) / 10_240);
  if (free === undefined || bytes === undefined || free >= needed) return [];
  return [
    `only ${free} kB are free on ${folder}, ${needed} kB are needed to rebuild ${path} beside the old one`,
  ];
}
