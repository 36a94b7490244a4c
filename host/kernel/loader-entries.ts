import { lastPart } from "../facts/names.ts";
import type { TaggedLines } from "../facts/tagged.ts";
import type { BootEntry } from "./boot-loader.ts";

/**
 * Entries of the boot loader specification (type 1: loader/entries/*.conf), newest file name first, and the default one: what the EFI
 * variable LoaderEntryDefault or `default` in loader.conf says, or the only one there is. Variables of GRUB's environment in their
 * options (`$kernelopts`) are replaced.
 */
export function loaderEntries(
  lines: TaggedLines,
  environment: Readonly<Record<string, string>>,
): { readonly entries: readonly BootEntry[]; readonly defaultEntry: BootEntry | undefined } {
  const files = filesOf(lines);
  const entries = [...files]
    .filter(([path]) => path.includes("/loader/entries/"))
    .map(([path, values]) => entryOf(path, values, environment))
    .sort((a, b) => (b.id ?? "").localeCompare(a.id ?? "", "en", { numeric: true }));
  const config = [...files].find(([path]) => path.endsWith("/loader/loader.conf"))?.[1] ?? [];
  const variable = new Map(lines.pairs("variable")).get("LoaderEntryDefault")?.trim();
  const pattern = variable ?? config.find(([key]) => key === "default")?.[1];
  const chosen = pattern === undefined ? undefined : entries.find(({ id = "" }) => matches(id, pattern));
  return { entries, defaultEntry: chosen ?? (entries.length === 1 ? entries[0] : undefined) };
}

type Values = readonly (readonly [key: string, value: string])[];

/** Lines `bls <path>:<key> <value>`. */
function filesOf(lines: TaggedLines): ReadonlyMap<string, Values> {
  const files = new Map<string, [string, string][]>();
  for (const line of lines.all("bls")) {
    const [, path = "", key = "", value = ""] = /^(.*?\.conf):\s*(\S+)\s*(.*)$/.exec(line) ?? [];
    if (path === "" || key.startsWith("#")) continue;
    files.set(path, [...(files.get(path) ?? []), [key, value.trim()]]);
  }
  return files;
}

function entryOf(path: string, values: Values, environment: Readonly<Record<string, string>>): BootEntry {
  const all = (key: string) => values.filter(([name]) => name === key).map(([, value]) => value);
  const id = lastPart(path).replace(/\.conf$/, "");
  return {
    id,
    title: all("title")[0] ?? id,
    kernel: all("linux")[0] ?? all("efi")[0] ?? "",
    commandLine: all("options")
      .join(" ")
      .replaceAll(/\$\{?(\w+)\}?/g, (text, name: string) => environment[name] ?? text)
      .trim(),
    initrds: all("initrd").flatMap((value) => value.split(/\s+/)),
  };
}

/** Whether a file name is what a `default` line says, which may have `*` and `?`, with or without `.conf`. */
function matches(id: string, pattern: string): boolean {
  const escaped = pattern.replace(/\.conf$/, "").replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(id);
}
