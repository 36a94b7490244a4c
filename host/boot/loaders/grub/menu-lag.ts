import { ordinaryEntries } from "../../../model/boot/ordinary-entries.ts";
import { hasToken, parseCommandLine } from "../../../model/command-line/command-line.ts";
import type { BootLoaderFacts } from "../../../model/facts/boot-loader-facts.ts";
import type { ManagedFacts } from "../../../model/facts/managed-facts.ts";
import { paths } from "../../../model/managed-paths.ts";
import type { MenuLag } from "../contract/loader-program.ts";

/** What 10_linux adds on its own. */
const BY_SCRIPT = /^(?:root=|rootflags=|rootfstype=|boot=zfs$|vt\.handoff=|\$|ro$|rw$)/;

/**
 * How far the ordinary entries lag behind the settings; `undefined` when they do not, or when that cannot be
 * told.
 */
export function menuLag(
  { grub, entries }: Pick<BootLoaderFacts, "entries" | "grub">,
  managed: Pick<ManagedFacts, "files" | "journal">,
): MenuLag | undefined {
  if (grub === undefined || grub.settingsProblem !== undefined) return undefined;
  // Loader entries are edited as they are; nothing of the settings comes along.
  if (grub.usesLoaderEntries) return undefined;
  const { GRUB_CMDLINE_LINUX: all, GRUB_CMDLINE_LINUX_DEFAULT: ordinary } = grub.settings;
  if (all === undefined && ordinary === undefined) return undefined;
  const written = (managed.files[paths.grub]?.text ?? "").split(/[\s"]+/);
  const ours = new Set([...written, ...(managed.journal?.tokens ?? [])]);
  const set = parseCommandLine(`${all ?? ""} ${ordinary ?? ""}`);
  const lines = ordinaryEntries(entries).map(({ commandLine }) => parseCommandLine(commandLine));
  const gains = set.tokens
    .map(({ text }) => text)
    .filter((text) => !ours.has(text) && !lines.every((line) => hasToken(line, text)));
  const loses = lines
    .flatMap(({ tokens }) => tokens.map(({ text }) => text))
    .filter((text) => !BY_SCRIPT.test(text) && !ours.has(text) && !hasToken(set, text));
  if (gains.length === 0 && loses.length === 0) return undefined;
  return { gains: [...new Set(gains)], loses: [...new Set(loses)] };
}
