import type { SupportProblem } from "../../../model/problem.ts";
import {
  type LoaderFacts,
  type ManagedLoader,
  missingPrograms,
  unifiedImageProblems,
} from "../contract/loader.ts";
import { grubProgram } from "../grub/program.ts";
import { chooseGrubMeans } from "../grub/trial.ts";
import { foreignBindsInEntries } from "../systemd-boot/foreign-binds.ts";
import { systemdBoot } from "../systemd-boot/manage.ts";

/**
 * GRUB that takes its entries from boot loader specification files (Fedora, EL 8 and later: `blscfg`). They
 * are edited as those of systemd-boot are; grubby edits the same files. GRUB reads the first line of options
 * and all lines of initrd images (grub-core/commands/blscfg.c of the packages); grub2-mkconfig leaves the
 * files alone, and the rescue entry has no installed kernel's version, so it stays as it is.
 */
export const grubBls: ManagedLoader = {
  ...systemdBoot,
  program: grubProgram,
  read: { tools: ["grubby"] },
  trial: chooseGrubMeans,
  manages: ({ loader, owner, grub }) =>
    loader === "grub" && owner === undefined && grub?.usesLoaderEntries === true,
  plannedFrom: ["menu", "entries", "variables"],
  problems: (facts) => [
    ...entryProblems(facts),
    ...foreignBindsInEntries(facts),
    ...missingPrograms(facts.managed, false),
  ],
};

function entryProblems({ bootLoader }: LoaderFacts): readonly SupportProblem[] {
  const unified = unifiedImageProblems(bootLoader);
  if (unified.length > 0) return unified;
  const own = bootLoader.entries.filter(({ source }) => source === "kernel-install");
  if (own.length === 0) {
    const what =
      "GRUB takes its entries from boot loader specification files, and none is for an installed kernel";
    return [{ what, next: "make them: `kernel-install add <version> /lib/modules/<version>/vmlinuz`" }];
  }
  // Without such a line GRUB takes default_kernelopts of its configuration; our line would take its
  // place, and root= with it.
  return own
    .filter(({ commandLine }) => commandLine === "")
    .map(({ id = "?" }) => ({
      what: `the boot loader entry ${id} has no arguments of its own`,
      next: `write its line of options: \`grubby --update-kernel=<its kernel> --args="<its arguments>"\``,
    }));
}
