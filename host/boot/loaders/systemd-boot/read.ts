import type { LoaderReader } from "../contract/loader-reader.ts";
import { entryFilesScript, loaderEntries } from "../entry-files/loader-entries.ts";

/** What systemd-boot, which leaves its name in the EFI variable LoaderInfo, starts. */
export const systemdBootReader: LoaderReader = {
  tools: ["bootctl", "kernel-install"],
  script: entryFilesScript,
  started: (lines) => {
    const info = new Map(lines.pairs("variable")).get("LoaderInfo")?.trim();
    if (info?.startsWith("systemd-boot") !== true) return undefined;
    const { entries, folder, defaultEntry } = loaderEntries(lines);
    const preset = defaultEntry?.id;
    return {
      loader: "systemd-boot",
      evidence: [`EFI variable LoaderInfo: ${info}`],
      entries,
      entriesFolder: folder,
      defaultOf: (all) => all.find(({ id }) => id !== undefined && id === preset),
    };
  },
};
