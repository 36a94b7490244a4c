/** An entry of a boot menu, as lines of it. */
export interface MenuEntry {
  /** The script in /etc/grub.d that made it. */
  readonly source: string;
  readonly kernel: string;
  readonly tokens: readonly string[];
  readonly initrds: readonly string[];
}

/** Reads the entries of a grub.cfg line by line. */
export function entriesOf(menu: string): readonly MenuEntry[] {
  let source = "";
  const entries: MenuEntry[] = [];
  for (const line of menu.split("\n")) {
    const [, mark, name = ""] = /^### (BEGIN|END) \/etc\/grub.d\/(\S+) ###/.exec(line) ?? [];
    if (mark !== undefined) source = mark === "BEGIN" ? name : "";
    const [command = "", kernel = "", ...tokens] = line.trim().split(/\s+/);
    if (command === "linux") entries.push({ source, kernel, tokens, initrds: [] });
    const last = entries.at(-1);
    if (command === "initrd" && last !== undefined)
      entries[entries.length - 1] = { ...last, initrds: [kernel, ...tokens].filter((word) => word !== "") };
  }
  return entries;
}

/** Whether it is one that this program's tokens go into. */
export function isOrdinary({ source, tokens }: MenuEntry): boolean {
  return source === "10_linux" && !tokens.includes("single") && !tokens.includes("recovery");
}
