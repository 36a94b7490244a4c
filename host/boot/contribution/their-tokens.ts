import { ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import { type KernelToken, parseCommandLine } from "../../model/command-line/command-line.ts";
import type { SettingFacts } from "./setting.ts";

/**
 * The arguments that others have put into the ordinary boot entries, entry by entry; they stand before ours.
 */
export function theirTokens({
  bootLoader,
  managed,
}: Pick<SettingFacts, "bootLoader" | "managed">): readonly (readonly KernelToken[])[] {
  const ours = new Set(managed.journal?.tokens ?? []);
  return ordinaryEntries(bootLoader.entries).map(({ commandLine }) =>
    parseCommandLine(commandLine).tokens.filter(({ text }) => !ours.has(text)),
  );
}

/**
 * That others have arguments which the kernel takes instead of those of a setting, as problems; each text
 * once.
 */
export function insteadOf(setting: string, texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].map(
    (text) =>
      `${setting}: the boot menu has ${text} of its own, which the kernel would take instead; remove it there`,
  );
}
