import type { BootEntry, BootLoaderFacts } from "./boot-loader.ts";
import { type CommandLine, hasToken, parseCommandLine, parseToken } from "./command-line.ts";
import { type ManagedFacts, paths } from "./managed.ts";

/** Entries that get our tokens; recovery entries are left out on purpose. */
export function ordinaryEntries(entries: readonly BootEntry[]): readonly BootEntry[] {
  return entries.filter(({ commandLine }) => {
    const line = parseCommandLine(commandLine);
    return !hasToken(line, "single") && !hasToken(line, "recovery");
  });
}

/** Tokens that we once wrote and that are not wanted any more; one that somebody else configures, too, is theirs now. */
export function staleTokens(
  {
    bootLoader,
    managed,
  }: { readonly bootLoader: Pick<BootLoaderFacts, "entries">; readonly managed: ManagedFacts },
  wanted: CommandLine,
): readonly string[] {
  const own = (managed.files[paths.grub]?.text ?? "").split(/[\s"]+/);
  const entries = ordinaryEntries(bootLoader.entries).map(({ commandLine }) => parseCommandLine(commandLine));
  const theirs = (text: string) =>
    parseToken(text).key !== "vfio_bind" &&
    !own.includes(text) &&
    entries.some((entry) => hasToken(entry, text));
  return (managed.journal?.tokens ?? []).filter((text) => !hasToken(wanted, text) && !theirs(text));
}
