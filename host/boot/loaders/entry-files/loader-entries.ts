import { ownInitrd } from "../../../model/boot/image-paths.ts";
import type { BootEntry } from "../../../model/facts/boot-loader-facts.ts";
import { lastPart } from "../../../model/names.ts";
import type { TaggedLines } from "../../../read/engine/tagged-lines.ts";

/** Shell lines that print these files, and unified kernel images beside them. */
export const entryFilesScript = `
for folder in /boot /efi /boot/efi; do
  [ -d "$folder/loader" ] || continue
  grep -sH '' "$folder"/loader/loader.conf "$folder"/loader/entries/*.conf | sed 's/^/bls /'
  for image in "$folder"/EFI/Linux/*.efi; do
    if [ -e "$image" ]; then echo "unified $image"; fi
  done
done
`;

/** What the files of the boot loader specification say. */
export interface LoaderFiles {
  /** Entries of type 1 (loader/entries/*.conf), in the order of the menu. */
  readonly entries: readonly BootEntry[];
  /** What systemd-boot starts by default. */
  readonly defaultEntry: BootEntry | undefined;
  /** The folder the entries of this system are under, else that of any entries. */
  readonly folder: string | undefined;
}

/**
 * Reads loader entries and settings. The default is, as systemd-boot takes it: the EFI variable for the next
 * boot only, the EFI variable for the default, `default` in loader.conf, each if it fits an entry, else the
 * first entry of the menu. `grub`: GRUB's variables, where that reads the entries. It replaces variables in
 * them (`$kernelopts`), by nothing where they are not set, and takes the first line of options only;
 * systemd-boot takes all lines, as they are.
 */
export function loaderEntries(
  lines: TaggedLines,
  grub?: Readonly<Record<string, string>> | undefined,
): LoaderFiles {
  const files = filesOf(lines);
  const system = {
    machineId: lines.first("machine-id"),
    kernels: new Set(lines.all("installed")),
    kernelFiles: new Set(lines.all("installed-as").map((name) => `vmlinuz-${name.trim()}`)),
    grub,
  };
  const found = [...files]
    .filter(([path]) => path.includes(ENTRIES))
    .map(([path, values]) => ({ path, values, entry: entryOf(path, values, system) }))
    .sort((a, b) => menuOrder(sortKeys(a.path, a.values), sortKeys(b.path, b.values)));
  const entries = found.map(({ entry }) => entry);
  const config = [...files].find(([path]) => path.endsWith("/loader/loader.conf"))?.[1] ?? [];
  const variables = new Map(lines.pairs("variable"));
  const patterns = [
    variables.get("LoaderEntryOneShot"),
    variables.get("LoaderEntryDefault"),
    config.findLast(([key]) => key === "default")?.[1],
  ];
  const chosen = patterns
    .filter((pattern) => pattern !== undefined)
    .map((pattern) => entries.find(({ id = "" }) => matches(id, pattern.trim())))
    .find((entry) => entry !== undefined);
  const home = found.find(({ entry }) => entry.source !== undefined) ?? found[0];
  const folder = home?.path.split(ENTRIES)[0];
  const placed = (entry: BootEntry) =>
    entry.ofSystem === true ? withHostImage(entry, { folder, isGrub: grub !== undefined }) : entry;
  const first = chosen ?? entries[0];
  return { entries: entries.map(placed), defaultEntry: first && placed(first), folder };
}

/**
 * An entry with the image that it loads as a file of the host. Paths of such entries begin at the partition
 * that the entries are on, for GRUB at the root of a file system, where the folder may be in a subvolume.
 */
export function withHostImage(
  entry: BootEntry,
  {
    folder = "/boot",
    isGrub,
    isOnlyOne,
  }: { readonly folder?: string | undefined; readonly isGrub: boolean; readonly isOnlyOne?: boolean },
): BootEntry {
  const image = ownInitrd(entry);
  if (image === undefined) return entry;
  const at = isGrub && !ON_ESP.test(image) ? image.indexOf(`${folder}/`) : -1;
  const path = at === -1 ? folder + image : image.slice(at);
  return { ...entry, hostImage: { path, ...(isOnlyOne === true ? { isOnlyOne } : {}) } };
}

/** What is in /EFI is on the ESP: `/EFI/boot/…` there is no path below /boot. */
const ON_ESP = /^\/efi\//i;

const ENTRIES = "/loader/entries/";

type Values = readonly (readonly [key: string, value: string])[];

/** Lines `bls <path>:<key> <value>`. */
function filesOf(lines: TaggedLines): ReadonlyMap<string, Values> {
  const files = new Map<string, [string, string][]>();
  for (const line of lines.all("bls")) {
    const [, path = "", key = "", value = ""] = /^(.*?\.conf):\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
    if (path === "" || key.startsWith("#")) continue;
    files.set(path, [...(files.get(path) ?? []), [key, value.trim()]]);
  }
  return files;
}

interface System {
  readonly machineId: string | undefined;
  readonly kernels: ReadonlySet<string>;
  /** Names of kernel images that packages give them without a version (Arch: `vmlinuz-linux`). */
  readonly kernelFiles: ReadonlySet<string>;
  readonly grub: Readonly<Record<string, string>> | undefined;
}

function entryOf(path: string, values: Values, system: System): BootEntry {
  const { grub } = system;
  const expanded = (text: string) =>
    grub === undefined
      ? text
      : text.replaceAll(/ ?\$\{?(\w+)\}?/g, (_, name: string) => ` ${grub[name] ?? ""}`).trim();
  const all = (key: string) => values.filter(([name]) => name === key).map(([, value]) => value);
  const id = idOf(path);
  const options = all("options");
  return {
    id,
    title: all("title")[0] ?? id,
    kernel: all("linux")[0] ?? all("efi")[0] ?? "",
    commandLine: expanded((grub === undefined ? options : options.slice(0, 1)).join(" ")).trim(),
    initrds: all("initrd").flatMap((value) => expanded(value).split(/\s+/)),
    ...(isOfSystem(values, system) ? { source: "kernel-install", ofSystem: true } : {}),
  };
}

function isOfSystem(values: Values, { machineId, kernels, kernelFiles }: System): boolean {
  const first = (key: string) => values.find(([name]) => name === key)?.[1];
  const [linux, owner, version] = [first("linux"), first("machine-id"), first("version")];
  if (linux === undefined) return false;
  if (owner !== undefined) return owner === machineId;
  return version === undefined ? kernelFiles.has(lastPart(linux)) : kernels.has(version);
}

/** The file name without `.conf` and without the counter of boot attempts (`+3-1`), which changes. */
function idOf(path: string): string {
  return lastPart(path).replace(/(?:\+\d+(?:-\d+)?)?\.conf$/, "");
}

interface SortKeys {
  readonly isUsedUp: boolean;
  readonly sortKey: string;
  readonly machineId: string;
  readonly version: string;
  readonly id: string;
}

function sortKeys(path: string, values: Values): SortKeys {
  const first = (key: string) => values.find(([name]) => name === key)?.[1] ?? "";
  const keys = { sortKey: first("sort-key"), machineId: first("machine-id"), version: first("version") };
  return { ...keys, isUsedUp: /\+0(?:-\d+)?\.conf$/.test(path), id: idOf(path) };
}

/**
 * The order of systemd-boot's menu (boot loader specification, "Sorting"): entries without attempts left
 * last; those with a sort-key first, by it, then by machine id, then newest version first; then by file name,
 * newest first.
 */
function menuOrder(a: SortKeys, b: SortKeys): number {
  const newest = (x: string, y: string) => y.localeCompare(x, "en", { numeric: true });
  const plain = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  const bothHaveKeys = a.sortKey !== "" && b.sortKey !== "";
  const byKeys = bothHaveKeys
    ? plain(a.sortKey, b.sortKey) || plain(a.machineId, b.machineId) || newest(a.version, b.version)
    : Number(a.sortKey === "") - Number(b.sortKey === "");
  return Number(a.isUsedUp) - Number(b.isUsedUp) || byKeys || newest(a.id, b.id);
}

/**
 * Whether an entry is what a `default` says, which may have `*` and `?`, with or without `.conf`, in any
 * case.
 */
function matches(id: string, pattern: string): boolean {
  const escaped = pattern.replace(/\.conf$/, "").replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i").test(id);
}
