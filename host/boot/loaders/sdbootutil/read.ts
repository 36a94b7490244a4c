import { type CommandLine, parseCommandLine, valuesOf } from "../../../model/command-line/command-line.ts";
import type { BootEntry, SdbootutilFacts } from "../../../model/facts/boot-loader-facts.ts";
import type { TaggedLines } from "../../../read/engine/tagged-lines.ts";
import { claimed, type LoaderReader } from "../contract/loader-reader.ts";
import { withHostImage } from "../entry-files/loader-entries.ts";
import { isGrub2Bls } from "../grub/read.ts";

/**
 * Shell lines that tell what of that there is: the same that sdbootutil looks at (its functions
 * is_transactional, generate_tpm2_predictions, is_pcr_oracle, get_default_grub2_bls and install_kernel), and
 * the mount of the root file system. Needs the variable `root`: what all paths get in front.
 */
export const sdbootutilScript = `
if command -v sdbootutil >/dev/null; then
  sed -n 's/^LOADER_TYPE="\\{0,1\\}\\([a-z0-9-]*\\).*/loader-type \\1/p' "$root/etc/sysconfig/bootloader" 2>/dev/null
  sed -n 's/^default=/grub2-bls-default /p' "$root"/boot/efi/EFI/*/grubenv "$root"/efi/EFI/*/grubenv 2>/dev/null
  awk '$2 == "/" { options = $4 } END { if (options ~ /^ro(,|$)/) print "read-only-root yes" }' "$root/proc/mounts"
  grep -qs '^overlay /etc' "$root/etc/fstab" && echo 'transactional an overlay for /etc in /etc/fstab'
  command -v transactional-update >/dev/null && echo 'tool transactional-update'
  sed -n '/^[^#]*tpm2-device/s/^\\([^[:blank:]]*\\).*/sealed tpm2-device for \\1 in \\/etc\\/crypttab/p' "$root/etc/crypttab" 2>/dev/null
  for file in /var/lib/systemd/pcrlock.json /etc/systemd/tpm2-pcr-private-key.pem; do
    if [ -e "$root$file" ]; then echo "sealed $file"; fi
  done
  for image in "$root"/lib/modules/*/initrd; do
    if [ -e "$image" ]; then echo "given-image \${image#"$root"}"; fi
  done
  if [ -d "$root/usr/lib/initrd" ] && [ -x "$root/usr/bin/mkmoduleinitrd" ]; then echo 'given-image /usr/lib/initrd'; fi
fi
`;

/** The entries of sdbootutil, which systemd-boot or GRUB of the package grub2-bls starts. */
export const sdbootutilReader: LoaderReader = {
  tools: ["sdbootutil"],
  script: sdbootutilScript,
  owned: (lines, { loader, entries, entriesFolder: folder, grub }) => {
    const takesFiles = loader === "systemd-boot" || grub?.usesLoaderEntries === true || isGrub2Bls(lines);
    if (!lines.all("tool").includes("sdbootutil") || !takesFiles) return undefined;
    const isGrub = loader === "grub";
    const own = claimed(entries, "sdbootutil", isOfSnapshot(lines)).map((entry) =>
      entry.ofSystem === true ? withHostImage(entry, { folder, isGrub, isOnlyOne: true }) : entry,
    );
    const defaultEntry = isGrub ? grub2BlsDefault(lines, own) : undefined;
    return { owner: "sdbootutil", evidence: "sdbootutil is installed", entries: own, defaultEntry };
  },
  facts: (lines) => ({ sdbootutil: parseSdbootutil(lines) }),
};

/** Reads those lines; `undefined` where there is no sdbootutil. */
function parseSdbootutil(lines: TaggedLines): SdbootutilFacts | undefined {
  const tools = lines.all("tool");
  if (!tools.includes("sdbootutil")) return undefined;
  const hasReadOnlyRoot = lines.has("read-only-root");
  const isUpdated = hasReadOnlyRoot && tools.includes("transactional-update");
  const byMount = isUpdated ? "/ is mounted read-only, and transactional-update is installed" : undefined;
  return {
    transactional: lines.first("transactional") ?? byMount,
    hasReadOnlyRoot,
    sealed: lines.all("sealed"),
    givenImages: lines.all("given-image"),
  };
}

/**
 * The default entry, by what sdbootutil has written for it (set_default_grub2_bls); `undefined` where that is
 * nothing.
 */
function grub2BlsDefault(lines: TaggedLines, entries: readonly BootEntry[]): BootEntry | undefined {
  const id = isGrub2Bls(lines) ? lines.first("grub2-bls-default")?.replace(/\.conf$/, "") : undefined;
  return id === undefined ? undefined : entries.find((entry) => entry.id === id);
}

/**
 * Tells the entries of the running snapshot: kernels that are installed now, on the same root file system and
 * subvolume. sdbootutil names kernels and images by their sha1.
 */
function isOfSnapshot(lines: TaggedLines): (entry: BootEntry) => boolean {
  const running = placeOf(parseCommandLine(lines.first("cmdline") ?? ""));
  const installed = lines.all("installed");
  return ({ kernel, commandLine }) => {
    const [, release = ""] = /^\/[^/]+\/([^/]+)\/linux-[0-9a-f]{40}$/.exec(kernel) ?? [];
    return installed.includes(release) && placeOf(parseCommandLine(commandLine)) === running;
  };
}

function placeOf(line: CommandLine): string {
  return ["root", "rootflags"].map((key) => valuesOf(line, key)[0] ?? "").join(" ");
}
