import { readFileSync } from "node:fs";
import type { Delivery } from "../../../model/boot/delivery.ts";
import { tokensOf } from "../../../model/command-line/arguments.ts";
import { paths } from "../../../model/managed-paths.ts";
import type { SupportProblem } from "../../../model/problem.ts";
import { instruction } from "../../on-host/instruction.ts";
import {
  type LoaderFacts,
  type ManagedLoader,
  missingPrograms,
  unifiedImageProblems,
} from "../contract/loader.ts";
import { foreignBindsInEntries } from "./foreign-binds.ts";
import { systemdBootProgram } from "./program.ts";
import { systemdBootReader } from "./read.ts";
import { chooseSystemdBootMeans } from "./trial.ts";

/**
 * systemd-boot with entries of type 1 (a text file per kernel, as kernel-install makes them). The entries
 * themselves are edited, and a kernel-install plugin does the same with every entry made later;
 * /etc/kernel/cmdline, which belongs to the user, is not touched.
 */
export const systemdBoot: ManagedLoader = {
  program: systemdBootProgram,
  read: systemdBootReader,
  manages: ({ loader, owner }) => loader === "systemd-boot" && owner === undefined,
  problems: (facts) => [
    ...entryProblems(facts),
    ...foreignBindsInEntries(facts),
    ...missingPrograms(facts.managed, false),
  ],
  bootFolder: ({ bootLoader }) => bootLoader.entriesFolder ?? "/boot",
  loadsOverlay: true,
  trial: chooseSystemdBootMeans,
  files: (args, bootFolder, delivery) => ({
    [paths.arguments]: tokensOf(args)
      .map(({ text }) => `${text}\n`)
      .join(""),
    [paths.bootFolder]: `${bootFolder}\n`,
    [paths.editEntries]: editor(delivery),
    [paths.installPlugin]: script("install-plugin"),
  }),
  argumentsFile: paths.arguments,
  menu: "boot loader entries of this system are edited",
  undo: "takes what was added out of the boot loader entries again; for one boot without it, delete vfio_bind=… at the boot menu (key e)",
  plannedFrom: ["entries"],
  instruction: instruction("entries"),
};

function entryProblems({ bootLoader }: LoaderFacts): readonly SupportProblem[] {
  const unified = unifiedImageProblems(bootLoader);
  if (unified.length > 0 || bootLoader.entries.some(({ source }) => source === "kernel-install"))
    return unified;
  return [
    {
      what: "no boot loader entry is known to belong to this system",
      next:
        "let kernel-install make them, or write into them whose they are: their machine-id is that of /etc/machine-id, or their version that of " +
        "an installed kernel",
    },
  ];
}

function editor(delivery: Delivery): string {
  const text = script("edit-entries");
  return delivery === "overlay" ? text : text.replace("\nwith_overlay=yes\n", "\nwith_overlay=no\n");
}

function script(name: string): string {
  return readFileSync(new URL(`../scripts/${name}.sh`, import.meta.url), "utf8");
}
