import type { BootFacts } from "../../model/boot/boot-facts.ts";
import { loadsOverlay, ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { managedLoader, programOf } from "../loaders/choose-loader.ts";
import type { MenuLag } from "../loaders/contract/loader-program.ts";
import { copy } from "./copy.ts";
import { file } from "./file.ts";
import { images } from "./images.ts";
import { type Change, changesOf, type Part } from "./part.ts";
import { token } from "./token.ts";

/** The boot menu, or its entries, are made of our files. */
export interface MenuChange {
  readonly kind: "menu";
  /** Which boot menu or entries, and what is done with them, in words. */
  readonly what: string;
  readonly because: string;
  /** What comes along that others have set. */
  readonly lag?: MenuLag;
}

/** The boot menu. The script of the undo restores it. */
export const menu: Part<MenuChange> = {
  kind: "menu",
  changesBoot: true,
  isShownFirst: false,
  property: "commandLine",
  kilobytes: 1_024,
  writesEntries: true,
  plan: (facts, wanted, earlier) => {
    const because = reasonToMake(facts, wanted, earlier);
    if (because === undefined) return [];
    const { menu: what } = managedLoader(facts.bootLoader);
    const lag = programOf(facts.bootLoader).lag?.(facts.bootLoader, facts.managed);
    return [{ kind: "menu", what, because, ...(lag === undefined ? {} : { lag }) }];
  },
  describe: ({ what, because, lag }) => [
    `${what}: ${because}`,
    ...(lag?.gains ?? []).map((text) => `  + ${text}  (set by others since the menu was made)`),
    ...(lag?.loses ?? []).map((text) => `  - ${text}  (removed by others since the menu was made)`),
  ],
  instructions: (_change, { bootLoader, managed }, { commandLine }) => {
    const loader = managedLoader(bootLoader);
    const more = loader.instructions?.({ ...bootLoader, ...managed }, commandLine) ?? [];
    return [loader.instruction, ...more];
  },
  unmet: ({ because }) => [`the boot menu: ${because}`],
  undo: ({ bootLoader, managed }) => ({
    instructions: managedLoader(bootLoader).instructions?.({ ...bootLoader, ...managed }, {}) ?? [],
  }),
};

/** Why the menu is made; `undefined` when it is as declared. */
function reasonToMake(
  { bootLoader, managed }: BootFacts,
  wanted: WantedBoot,
  earlier: readonly Change[],
): string | undefined {
  const { argumentsFile, withImages, lacks } = managedLoader(bootLoader);
  if (changesOf(file, earlier).some(({ path }) => path === argumentsFile)) return `${argumentsFile} changes`;
  if (changesOf(copy, earlier).some(({ path }) => path === argumentsFile))
    return `an earlier run ended after it had written ${argumentsFile}`;
  if (changesOf(token, earlier).length > 0) return "its entries do not have the wanted command line";
  if (withImages !== undefined && changesOf(images, earlier).length > 0) return withImages;
  if (managed.entriesDue === true) return "an earlier run ended before its entries were made";
  const lacking = lacks?.(bootLoader, wanted.commandLine);
  if (lacking !== undefined) return lacking;
  const entries = ordinaryEntries(bootLoader.entries);
  if (wanted.overlay === undefined)
    return entries.some(loadsOverlay) ? "its entries still load the overlay initrd" : undefined;
  return entries.every(loadsOverlay)
    ? undefined
    : "its entries do not load the overlay initrd before the host's own image";
}
