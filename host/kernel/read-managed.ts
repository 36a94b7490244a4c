import type { FactReader } from "../facts/reader.ts";
import { TaggedLines } from "../facts/tagged.ts";
import {
  type ImageFacts,
  type Journal,
  type ManagedFacts,
  type ManagedFile,
  OVERLAY,
  type OverlayFacts,
  paths,
  sha256,
} from "./managed.ts";

/** Where the copies of what we wrote are. */
const OURS = "/var/lib/pulumi-vfio/ours";

/** Few programs for all files: starting one costs more than reading. */
const SCRIPT = `
state=/var/lib/pulumi-vfio
set --
for file in /etc/default/grub.d/90-pulumi-vfio.cfg /etc/modprobe.d/pulumi-vfio.conf /etc/kernel/postinst.d/pulumi-vfio \\
  /etc/sysctl.d/90-pulumi-vfio.conf \\
  /etc/kernel/postrm.d/pulumi-vfio /etc/kernel/install.d/91-pulumi-vfio.install /usr/local/lib/pulumi-vfio/bind \\
  /usr/local/lib/pulumi-vfio/build-overlay /usr/local/lib/pulumi-vfio/arguments /usr/local/lib/pulumi-vfio/boot-folder \\
  /usr/local/lib/pulumi-vfio/edit-entries /etc/initramfs-tools/hooks/pulumi-vfio \\
  /etc/initramfs-tools/scripts/init-top/00-pulumi-vfio /etc/dracut.conf.d/90-pulumi-vfio.conf \\
  /usr/lib/dracut/modules.d/90pulumi-vfio/module-setup.sh /usr/lib/dracut/modules.d/90pulumi-vfio/pulumi-vfio-bind.sh \\
  /etc/mkinitcpio.conf.d/90-pulumi-vfio.conf /etc/initcpio/install/pulumi-vfio /etc/initcpio/hooks/pulumi-vfio; do
  [ ! -f "$file" ] || set -- "$@" "$file"
  [ ! -f "$state/ours$file" ] || set -- "$@" "$state/ours$file"
done
[ $# -eq 0 ] || awk '{ print "line " FILENAME " " $0 }' "$@"
for folder in /boot /efi /boot/efi; do
  [ ! -f $folder/vfio/early.cpio ] || set -- "$@" $folder/vfio/early.cpio
done
[ $# -eq 0 ] || sha256sum "$@" | while read -r sum file; do echo "sum $file $sum"; done
[ ! -e $state/journal ] || { echo journal; sed 's/^/note /' $state/journal; }
[ ! -e $state/overlay ] || sed 's/^/built /' $state/overlay
[ ! -e $state/images ] || while read -r image kernel bind signature tool; do
  now=$(stat -c %s-%Y "$image" 2>/dev/null) || now=missing
  [ "$now" = "$signature" ] && now=as-seen
  case $now in as-seen | missing) ;; *) now=changed ;; esac
  echo "image $image $kernel $bind $tool $now"
done <$state/images
[ ! -e $state/entries-due ] || echo entries-due
[ ! -e $state/module-options ] || { read -r boot <$state/module-options; echo "module-options $boot"; }
for program in cpio flock base64 modprobe awk; do
  command -v $program >/dev/null || echo "missing $program"
done
for program in grub-mkconfig grub-script-check; do
  command -v $program >/dev/null || echo "missing-for-grub $program"
done
mkconfig=$(command -v grub-mkconfig) && {
  grep -q default/grub.d "$mkconfig" || echo "missing-for-grub a grub-mkconfig that reads /etc/default/grub.d"
  grep -q GRUB_EARLY_INITRD_LINUX_CUSTOM /etc/grub.d/10_linux "$mkconfig" 2>/dev/null ||
    echo "missing-for-grub a GRUB that knows GRUB_EARLY_INITRD_LINUX_CUSTOM (2.04)"
}
set --
for folder in /boot /efi /boot/efi; do
  [ ! -d $folder ] || set -- "$@" $folder
done
df -Pk "$@" 2>/dev/null | {
  read -r header
  for folder in "$@"; do
    read -r device blocks used free rest && echo "free $folder $free"
  done
}
dmesg 2>/dev/null | sed -n 's/^\\(\\[[^]]*\\] \\)\\{0,1\\}vfio_bind: /log /p' | tail -n 20
`;

/** The files, the overlay and the journal of the boot transaction. */
export const managedReader: FactReader<ManagedFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => parseManaged(stdout),
};

function parseManaged(text: string): ManagedFacts {
  const lines = new TaggedLines(text);
  const sums = lines.pairs("sum");
  const texts = textsOf(lines);
  const files = sums.map(([path, sum]): [string, ManagedFile] => [
    path,
    { text: exact(texts.get(path), sum), sha256: sum },
  ]);
  const own = new Set<string>(Object.values(paths));
  const ours = files.filter(([path]) => path.startsWith(OURS));
  const overlay = sums.find(([path]) => path.endsWith(OVERLAY));
  return {
    files: Object.fromEntries(files.filter(([path]) => own.has(path))),
    ours: Object.fromEntries(ours.map(([path, { text }]) => [path.slice(OURS.length), text])),
    journal: lines.has("journal") ? parseJournal(new TaggedLines(lines.all("note").join("\n"))) : undefined,
    overlay: parseOverlay(overlay, new TaggedLines(lines.all("built").join("\n"))),
    ...imagesOf(lines),
    missingPrograms: lines.all("missing"),
    missingForGrub: lines.all("missing-for-grub"),
    entriesDue: lines.has("entries-due") || undefined,
    moduleOptionsChangedIn: lines.first("module-options"),
    bindLog: lines.all("log"),
    freeKilobytes: Object.fromEntries(
      lines
        .pairs("free")
        .map(([folder, free]) => [folder, Number(free)] as const)
        .filter(([, free]) => Number.isFinite(free)),
    ),
  };
}

const TOOLS = ["initramfs-tools", "dracut", "mkinitcpio"] as const;
const STATES = ["as-seen", "changed", "missing"] as const;

/** Lines `image <path> <kernel> <bind> <tool> <state>`. */
function imagesOf(lines: TaggedLines): Pick<ManagedFacts, "images"> {
  const images = lines.all("image").flatMap((line): (readonly [string, ImageFacts])[] => {
    const [path = "", kernel = "", bind = "", name = "", now] = line.split(" ");
    const tool = TOOLS.find((known) => known === name);
    const state = STATES.find((known) => known === now);
    return tool === undefined || state === undefined ? [] : [[path, { kernel, bind, tool, state }]];
  });
  return images.length === 0 ? {} : { images: Object.fromEntries(images) };
}

/** The lines of every file, by path. */
function textsOf(lines: TaggedLines): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [path, line] of lines.pairs("line")) texts.set(path, `${texts.get(path) ?? ""}${line}\n`);
  return texts;
}

/** A last line without an end was given one by the reading; the hash tells. */
function exact(text: string | undefined, sum: string): string {
  const whole = text ?? "";
  return sha256(whole) !== sum && sha256(whole.slice(0, -1)) === sum ? whole.slice(0, -1) : whole;
}

function parseJournal(notes: TaggedLines): Journal {
  return {
    files: notes.all("file"),
    tokens: notes.all("token"),
    drivers: Object.fromEntries(notes.pairs("driver").map(([address, driver]) => [address, driver.trim()])),
  };
}

function parseOverlay(
  file: readonly [path: string, sum: string] | undefined,
  record: TaggedLines,
): OverlayFacts | undefined {
  const [overlay, bind] = [record.first("overlay"), record.first("bind")];
  const built =
    overlay === undefined || bind === undefined
      ? undefined
      : { sha256: overlay, bind, kernels: record.all("kernel") };
  return file === undefined && built === undefined
    ? undefined
    : { path: file?.[0], sha256: file?.[1], built };
}
