import { toolNames } from "../../model/facts/initramfs-facts.ts";
import {
  type ImageFacts,
  type Journal,
  type ManagedFacts,
  type ManagedFile,
  type OverlayFacts,
  sha256,
} from "../../model/facts/managed-facts.ts";
import { OVERLAY, paths, STATE_FOLDER } from "../../model/managed-paths.ts";
import { TaggedLines } from "../engine/tagged-lines.ts";

/** Where the copies of what we wrote are. */
const OURS = `${STATE_FOLDER}/ours`;

/** Reads what the reader of our files prints. */
export function parseManaged(text: string): ManagedFacts {
  const lines = new TaggedLines(text);
  const sums = lines.pairs("sum");
  const texts = textsOf(lines);
  const files = sums.map(([path, sum]): [string, ManagedFile] => [
    path,
    { text: exact(texts.get(path), sum), sha256: sum },
  ]);
  const own = new Set<string>(Object.values(paths));
  const ours = files.filter(([path]) => path.startsWith(OURS));
  const overlay = sums.find(([path]) => path.endsWith(OVERLAY));
  return {
    files: Object.fromEntries(files.filter(([path]) => own.has(path))),
    ours: Object.fromEntries(ours.map(([path, { text }]) => [path.slice(OURS.length), text])),
    ...(lines.has("written") ? { written: Object.fromEntries(lines.pairs("written")) } : {}),
    journal: lines.has("journal") ? parseJournal(new TaggedLines(lines.all("note").join("\n"))) : undefined,
    overlay: parseOverlay(overlay, new TaggedLines(lines.all("built").join("\n"))),
    ...imagesOf(lines),
    missingPrograms: lines.all("missing"),
    missingForGrub: lines.all("missing-for-grub"),
    entriesDue: lines.has("entries-due") || undefined,
    moduleOptionsChangedIn: lines.first("module-options"),
    bindLog: lines.all("log"),
    freeKilobytes: numbersOf(lines, "free"),
    ...(lines.has("image-size") ? { imageBytes: numbersOf(lines, "image-size") } : {}),
  };
}

const STATES = ["as-seen", "changed", "missing"] as const;

/** Lines `image <path> <kernel> <bind> <tool> <state>`. */
function imagesOf(lines: TaggedLines): Pick<ManagedFacts, "images"> {
  const images = lines.all("image").flatMap((line): (readonly [string, ImageFacts])[] => {
    const [path = "", kernel = "", bind = "", name = "", now] = line.split(" ");
    const tool = toolNames.find((known) => known === name);
    const state = STATES.find((known) => known === now);
    return tool === undefined || state === undefined ? [] : [[path, { kernel, bind, tool, state }]];
  });
  return images.length === 0 ? {} : { images: Object.fromEntries(images) };
}

/** Lines `<tag> <name> <number>`. */
function numbersOf(lines: TaggedLines, tag: string): Readonly<Record<string, number>> {
  const numbers = lines.pairs(tag).map(([name, number]) => [name, Number(number)] as const);
  return Object.fromEntries(numbers.filter(([, number]) => Number.isFinite(number)));
}

/** The lines of every file, by path. */
function textsOf(lines: TaggedLines): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [path, line] of lines.pairs("line")) texts.set(path, `${texts.get(path) ?? ""}${line}\n`);
  return texts;
}

/** A last line without an end was given one by the reading; the hash tells. */
function exact(text: string | undefined, sum: string): string {
  const whole = text ?? "";
  return sha256(whole) !== sum && sha256(whole.slice(0, -1)) === sum ? whole.slice(0, -1) : whole;
}

function parseJournal(notes: TaggedLines): Journal {
  const initramfs = (["enabled", "disabled"] as const).find((state) => state === notes.first("initramfs"));
  return {
    files: notes.all("file"),
    tokens: notes.all("token"),
    drivers: Object.fromEntries(notes.pairs("driver").map(([address, driver]) => [address, driver.trim()])),
    ...(initramfs === undefined ? {} : { initramfs }),
  };
}

function parseOverlay(
  file: readonly [path: string, sum: string] | undefined,
  record: TaggedLines,
): OverlayFacts | undefined {
  const [overlay, bind] = [record.first("overlay"), record.first("bind")];
  const built =
    overlay === undefined || bind === undefined
      ? undefined
      : { sha256: overlay, bind, kernels: record.all("kernel") };
  return file === undefined && built === undefined
    ? undefined
    : { path: file?.[0], sha256: file?.[1], built };
}
