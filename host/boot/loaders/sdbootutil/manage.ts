import { parseCommandLine, valuesOf } from "../../../model/command-line/command-line.ts";
import type { BootLoaderFacts } from "../../../model/facts/boot-loader-facts.ts";
import type { SupportProblem } from "../../../model/problem.ts";
import { byTool } from "../contract/by-tool.ts";
import {
  type LoaderFacts,
  type ManagedLoader,
  missingPrograms,
  unifiedImageProblems,
} from "../contract/loader.ts";
import { sdbootutilReader } from "./read.ts";
import { snapshotRoom } from "./snapshot-room.ts";

/**
 * openSUSE with boot loader specification entries (systemd-boot, or GRUB of the package grub2-bls).
 * sdbootutil makes an entry for every kernel of every snapshot, and images that it names by their content:
 * both in one, of /etc/kernel/cmdline, with `add-all-kernels`, which is for the running snapshot and leaves
 * the entries of the others alone. Read in its source (github.com/openSUSE/sdbootutil, 2025), and never run.
 */
export const sdbootutil: ManagedLoader = {
  read: sdbootutilReader,
  ...byTool(
    "sdbootutil",
    "/etc/kernel/cmdline gets the arguments, and sdbootutil makes the boot entries of this snapshot of it; those of other snapshots stay as they are",
  ),
  manages: ({ owner }) => owner === "sdbootutil",
  bootFolder: folderOf,
  makesMissingImage: (release) => `\`sdbootutil add-kernel ${release}\``,
  room: (facts) => snapshotRoom(facts, folderOf(facts)),
  withImages: "its entries name the images by their content",
  makesImages:
    "by dracut, which `sdbootutil --no-reuse-initrd add-all-kernels` runs; looked into before the reboot; the old image stays as long as an entry of another snapshot names it",
  undo:
    "removes our arguments in the same way, and lets sdbootutil rebuild images and entries of this snapshot without our files; snapshots that were " +
    "made meanwhile keep both; for one boot without them, delete vfio_bind=… at the boot menu (key e), or start a snapshot from before",
  problems: (facts) => {
    const obstacles = [...unifiedImageProblems(facts.bootLoader), ...systemProblems(facts)];
    if (obstacles.length > 0) return obstacles;
    return [...entryProblems(facts), ...missingPrograms(facts.managed, false)];
  },
};

function folderOf({ bootLoader }: { readonly bootLoader: Pick<BootLoaderFacts, "entriesFolder"> }): string {
  return bootLoader.entriesFolder ?? "/boot/efi";
}

const FILES =
  "add the arguments to /etc/kernel/cmdline, `vfio-pci.ids=<vendor>:<device>` among them, and vfio-pci to " +
  '`force_drivers+=" vfio-pci "` in a file of /etc/dracut.conf.d';

/** What kind of system this is, and how its disks are unlocked. */
function systemProblems({ bootLoader: { sdbootutil: found } }: LoaderFacts): readonly SupportProblem[] {
  if (found === undefined) return [];
  const { transactional, hasReadOnlyRoot, sealed, givenImages } = found;
  if (transactional !== undefined) {
    const what =
      `this system is changed by transactional-update (${transactional}): every update is a new snapshot, with files of its own in /etc and /usr, so ` +
      "what is written into the running one need not be in the one that is started next";
    const next = `bind the functions by hand: in \`transactional-update shell\`, ${FILES}; then \`transactional-update --continue initrd\`, and reboot`;
    return [{ what, next }];
  }
  if (hasReadOnlyRoot) {
    const what = "the running system is a read-only snapshot: its settings cannot be changed";
    return [{ what, next: "make it the one to go on with (`snapper rollback`), and reboot" }];
  }
  return [...sealProblems(sealed), ...givenProblems(givenImages)];
}

/**
 * sdbootutil ends by making new predictions itself (generate_tpm2_predictions), but only once the entries are
 * replaced: where that fails, or asks for a PIN, the old predictions fit no more.
 */
function sealProblems(sealed: readonly string[]): readonly SupportProblem[] {
  if (sealed.length === 0) return [];
  const what =
    `a disk is unlocked by the TPM (${sealed.join(", ")}), which looks at arguments and images. sdbootutil makes new predictions only after it has replaced ` +
    "the entries; it may need a recovery PIN or a password for that, and where it fails, the host waits at its console for the passphrase";
  const next =
    "unlock the disk by its passphrase (`sdbootutil unenroll --method=tpm2`) and let HostKernel go on, or bind the functions by hand, at the console: " +
    `${FILES}; then \`sdbootutil mkinitrd\``;
  return [{ what, next }];
}

function givenProblems(images: readonly string[]): readonly SupportProblem[] {
  if (images.length === 0) return [];
  const what = `sdbootutil takes images as they are (${images.join(", ")}) and lets dracut make none, so nothing of ours would get into them`;
  return [{ what, next: "remove them if dracut is to make the images, or bind the functions by hand" }];
}

/** What it would make entries of, and whether they are the ones that are started next. */
function entryProblems({ bootLoader }: LoaderFacts): readonly SupportProblem[] {
  const { entries, defaultEntry, kernelCommandLineFile } = bootLoader;
  const problems: SupportProblem[] = [];
  if (kernelCommandLineFile === undefined) {
    const what =
      "there is no /etc/kernel/cmdline, so sdbootutil makes entries of the arguments of the running kernel";
    const next = "write the arguments that are to stay into that file, on one line, and run again";
    problems.push({ what, next });
  }
  const own = entries.filter(({ source }) => source === "sdbootutil");
  if (own.length === 0) {
    const what = "no boot entry is for the running snapshot and a kernel that is installed in it";
    problems.push({ what, next: "let them be made: `sdbootutil add-all-kernels`" });
  }
  const rootOf = (line: string) => valuesOf(parseCommandLine(line), "root")[0];
  const isOurs = own.some(
    ({ commandLine }) => rootOf(commandLine) === rootOf(defaultEntry?.commandLine ?? ""),
  );
  if (defaultEntry !== undefined && defaultEntry.source === undefined && isOurs) {
    const what = `the default entry is "${defaultEntry.title}" (${defaultEntry.id}), which is not the running snapshot`;
    const next =
      "reboot into it first; or make the running one the default: `sdbootutil set-default-snapshot`";
    problems.push({ what, next });
  }
  return problems;
}
