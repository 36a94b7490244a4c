import { readFileSync } from "node:fs";
import { tokensOf } from "../arguments.ts";
import { paths } from "../managed.ts";
import { type LoaderFacts, type ManagedLoader, missingPrograms, type SupportProblem } from "./loader.ts";

/**
 * systemd-boot with entries of type 1 (a text file per kernel, as kernel-install makes them). The entries themselves are edited, and a
 * kernel-install plugin does the same with every entry made later; /etc/kernel/cmdline, which belongs to the person, is not touched.
 */
export const systemdBoot: ManagedLoader = {
  loader: "systemd-boot",
  problems: (facts) => [...entryProblems(facts), ...missingPrograms(facts.managed, false)],
  bootFolder: ({ bootLoader }) => bootLoader.entriesFolder ?? "/boot",
  files: (args, bootFolder) => ({
    [paths.arguments]: tokensOf(args)
      .map(({ text }) => `${text}\n`)
      .join(""),
    [paths.bootFolder]: `${bootFolder}\n`,
    [paths.editEntries]: script("edit-entries"),
    [paths.installPlugin]: script("install-plugin"),
  }),
  argumentsFile: paths.arguments,
  menu: "boot loader entries of this system are edited",
  instruction: "entries",
};

function entryProblems({ bootLoader }: LoaderFacts): readonly SupportProblem[] {
  if (bootLoader.bootedUnifiedImage !== undefined) {
    return [
      {
        what:
          `the system was started from the unified kernel image ${bootLoader.bootedUnifiedImage}: ` +
          "its command line and its initramfs are inside and cannot be added to",
        next: "let kernel-install make entries of type 1 (layout=bls in /etc/kernel/install.conf), and boot one of them",
      },
    ];
  }
  if (bootLoader.entries.some(({ source }) => source === "kernel-install")) return [];
  return [
    {
      what: "no boot loader entry is known to belong to this system",
      next: "let kernel-install make them: their machine-id is that of /etc/machine-id, or their version that of an installed kernel",
    },
  ];
}

function script(name: string): string {
  return readFileSync(new URL(`./scripts/${name}.sh`, import.meta.url), "utf8");
}
