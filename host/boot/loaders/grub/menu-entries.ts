import type { BootEntry, GrubFacts } from "../../../model/facts/boot-loader-facts.ts";

/** A boot entry of a grub.cfg, and where it is in the menu. */
export interface GrubEntry extends BootEntry {
  /**
   * Indices from the top menu down (`[1, 0]` = first of the submenu that is the second item), as in `1>0`.
   */
  readonly position: readonly number[];
  /** Ids and titles of the submenus it is in. */
  readonly within: readonly { readonly id?: string | undefined; readonly title: string }[];
}

/**
 * The entries of a grub.cfg that start a kernel, in its order. Items without a kernel count for the positions
 * only.
 */
export function grubEntries(config: string): readonly GrubEntry[] {
  const entries: GrubEntry[] = [];
  const menus: Menu[] = [{ title: "", next: 0 }];
  let open: Open | undefined;
  let source: string | undefined;
  for (const line of config.split("\n")) {
    const words = line.trim().split(/\s+/);
    const [, mark, script] = /^### (BEGIN|END) \/etc\/grub\.d\/(\S+) ###/.exec(line) ?? [];
    if (mark !== undefined) source = mark === "BEGIN" ? script : undefined;
    const item = /^\s*(menuentry|submenu)\s+(.*)\{\s*$/.exec(line);
    const menu = menus.at(-1);
    if (item !== null && menu !== undefined) {
      const head = headOf(item[2] ?? "");
      const position = [...menus.slice(1).map(({ index = 0 }) => index), menu.next];
      if (item[1] === "submenu") menus.push({ ...head, index: menu.next, next: 0 });
      else
        open = {
          ...head,
          position,
          within: menus.slice(1).map(({ id, title }) => ({ id, title })),
          initrds: [],
          preamble: [],
          source,
        };
      menu.next += 1;
    } else if (/^linux(16|efi)?$/.test(words[0] ?? "") && open !== undefined) {
      open.kernel = words[1] ?? "";
      open.commandLine = line.trim().replace(/^\S+\s+\S+\s*/, "");
    } else if (/^initrd(16|efi)?$/.test(words[0] ?? "") && open !== undefined) {
      open.initrds = words.slice(1);
    } else if (line.trim() === "}") {
      if (open?.kernel !== undefined) entries.push(entryOf(open));
      else if (open === undefined && menus.length > 1) menus.pop();
      open = undefined;
    } else if (open !== undefined && line.trim() !== "" && !NOT_PREAMBLE.test(line)) {
      open.preamble.push(line.trim());
    }
  }
  return entries;
}

/** What informs the user, and what is kept for the next boot. */
const NOT_PREAMBLE = /^\s*(?:echo|savedefault|recordfail|#)(?:\s|$)/;

/**
 * The entry that GRUB starts by default, by GRUB_DEFAULT and the saved entry. Without either it is the first
 * one.
 */
export function defaultGrubEntry(
  entries: readonly BootEntry[],
  { settings, environment }: GrubFacts,
): BootEntry | undefined {
  const chosen = environment.next_entry || settings.GRUB_DEFAULT || "0";
  const wanted = chosen === "saved" ? environment.saved_entry || "0" : chosen;
  if (wanted === "0") return entries[0];
  return entries.find((entry) => namesOf(entry).has(wanted));
}

interface Menu {
  readonly id?: string | undefined;
  readonly title: string;
  readonly index?: number;
  next: number;
}

interface Open {
  readonly id?: string | undefined;
  readonly title: string;
  readonly position: readonly number[];
  readonly within: GrubEntry["within"];
  kernel?: string;
  commandLine?: string;
  initrds: readonly string[];
  readonly preamble: string[];
  readonly source: string | undefined;
}

function entryOf({ kernel = "", commandLine = "", source, ...entry }: Open): GrubEntry {
  return {
    ...entry,
    kernel,
    commandLine,
    ...(source === undefined ? {} : { source }),
    ...(/^10_linux/.test(source ?? "") ? { ofSystem: true } : {}),
  };
}

/** `'Title' --class x $menuentry_id_option 'id'`, with GRUB's quoting: `'\''` inside single quotes. */
function headOf(text: string): { readonly id?: string | undefined; readonly title: string } {
  const words = [...text.matchAll(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/g)].map(([word]) =>
    unquoted(word),
  );
  const option = words.findIndex((word) => word === "--id" || /^\$\{?menuentry_id_option\}?$/.test(word));
  const inline = words.find((word) => word.startsWith("--id="))?.slice("--id=".length);
  return { title: words[0] ?? "", id: inline ?? (option === -1 ? undefined : words[option + 1]) };
}

function unquoted(word: string): string {
  return word.replaceAll(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replaceAll(/\\(["\\$])/g, "$1") ?? escaped ?? "",
  );
}

/** What `default` may say to mean this entry: positions, ids and titles, each level divided by `>`. */
function namesOf(entry: BootEntry): ReadonlySet<string> {
  const own = [entry.id, entry.title].filter((name) => name !== undefined);
  if (!("position" in entry)) return new Set(own);
  const { position, within } = entry as GrubEntry;
  const levels = [...within.map(({ id, title }) => [id, title]), own].map((names, level) =>
    [String(position[level]), ...names].filter((name) => name !== undefined),
  );
  const paths = levels.reduce<readonly string[]>(
    (prefixes, names) =>
      prefixes.length === 0 ? names : prefixes.flatMap((prefix) => names.map((name) => `${prefix}>${name}`)),
    [],
  );
  return new Set(paths);
}
