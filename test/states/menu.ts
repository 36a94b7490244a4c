import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MACHINE_ID } from "./loader-entries.ts";
import type { HostState } from "./state.ts";

/** An entry of a boot menu, as lines of it. */
export interface MenuEntry {
  /** What made it: a script in /etc/grub.d, or the path of its own file. */
  readonly source: string;
  readonly kernel: string;
  readonly tokens: readonly string[];
  readonly initrds: readonly string[];
  readonly kind: "ordinary" | "recovery" | "other";
  /** Whether it loads an overlay where one is used. */
  readonly takesOverlay: boolean;
}

/** The boot menu of a host tree as a state's boot loader has it. */
export interface Menu {
  readonly entries: readonly MenuEntry[];
  /** The files that hold the ordinary entries. */
  readonly files: readonly string[];
  /** The overlay initrd as an entry names it. */
  readonly overlay: string;
  /** What is in the files that hold the entries, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

export const GRUB_MENU = "/boot/grub/grub.cfg";

/** Reads the menu of the boot loader that started a host. */
export function menuOf(root: string, { loader, partition }: HostState): Menu {
  const read = (path: string) => [path, readFileSync(join(root, path), "utf8")] as const;
  if (loader === "grub") return grubMenu(read(GRUB_MENU)[1]);
  const folder = `${partition}/loader/entries`;
  const names = readdirSync(join(root, folder)).sort();
  const texts = new Map(names.map((name) => read(`${folder}/${name}`)));
  const entries = [...texts].map(([path, text]) => loaderEntry(path, text));
  const files = entries.filter(({ kind }) => kind === "ordinary").map(({ source }) => source);
  return { entries, files, overlay: "/vfio/early.cpio", texts };
}

/** Reads GRUB's menu. */
export function grubMenu(text: string): Menu {
  const texts = new Map([[GRUB_MENU, text]]);
  return { entries: grubEntries(text), files: [GRUB_MENU], overlay: "/boot/vfio/early.cpio", texts };
}

/** Reads the entries of a grub.cfg line by line. */
function grubEntries(menu: string): readonly MenuEntry[] {
  let source = "";
  const found: { source: string; kernel: string; tokens: string[]; initrds: string[] }[] = [];
  for (const line of menu.split("\n")) {
    const [, mark, name = ""] = /^### (BEGIN|END) \/etc\/grub.d\/(\S+) ###/.exec(line) ?? [];
    if (mark !== undefined) source = mark === "BEGIN" ? name : "";
    const [command = "", kernel = "", ...tokens] = line.trim().split(/\s+/);
    if (command === "linux") found.push({ source, kernel, tokens, initrds: [] });
    if (command === "initrd")
      found.at(-1)?.initrds.push(...[kernel, ...tokens].filter((word) => word !== ""));
  }
  return found.map((entry) => {
    const kind = entry.source === "10_linux" ? kindOf(entry.tokens) : "other";
    return { ...entry, kind, takesOverlay: kind !== "other" };
  });
}

/** Reads a file of loader/entries. */
function loaderEntry(path: string, text: string): MenuEntry {
  const lines = text.split(/\r?\n/).map((line) => line.trim().split(/\s+/));
  const all = (key: string) => lines.filter(([word]) => word === key).flatMap(([, ...words]) => words);
  const [tokens, [kernel = ""]] = [all("options"), all("linux")];
  const kind = all("machine-id")[0] === MACHINE_ID && kernel !== "" ? kindOf(tokens) : "other";
  return { source: path, kernel, tokens, initrds: all("initrd"), kind, takesOverlay: kind === "ordinary" };
}

function kindOf(tokens: readonly string[]): "ordinary" | "recovery" {
  return tokens.includes("single") || tokens.includes("recovery") ? "recovery" : "ordinary";
}
