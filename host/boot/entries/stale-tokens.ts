import { ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import {
  type CommandLine,
  type KernelToken,
  parseCommandLine,
  parseToken,
} from "../../model/command-line/command-line.ts";
import type { BootLoaderFacts } from "../../model/facts/boot-loader-facts.ts";
import type { ManagedFacts } from "../../model/facts/managed-facts.ts";
import { argumentFiles } from "../loaders/choose-loader.ts";

/**
 * Tokens that we once wrote and that are not wanted any more; one that another program configures, too,
 * is theirs now.
 */
export function staleTokens(
  {
    bootLoader,
    managed,
  }: { readonly bootLoader: Pick<BootLoaderFacts, "entries">; readonly managed: ManagedFacts },
  wanted: readonly KernelToken[],
): readonly string[] {
  const own = argumentFiles.flatMap((path) => (managed.files[path]?.text ?? "").split(/[\s"]+/));
  const entries = ordinaryEntries(bootLoader.entries).map(({ commandLine }) => parseCommandLine(commandLine));
  const theirs = (text: string) => {
    const ours = own.filter((word) => word === text).length;
    return parseToken(text).key !== "vfio_bind" && entries.some((entry) => timesOn(entry, text) > ours);
  };
  const isWanted = (text: string) => {
    const { key, value } = parseToken(text);
    return wanted.some((token) => token.key === key && token.value === value);
  };
  return (managed.journal?.tokens ?? []).filter((text) => !isWanted(text) && !theirs(text));
}

/** How often a line has a token: once more than we write it where others write it, too. */
function timesOn(line: CommandLine, text: string): number {
  const { key, value } = parseToken(text);
  return line.tokens.filter((token) => token.key === key && token.value === value).length;
}
