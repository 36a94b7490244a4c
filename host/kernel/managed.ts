import { createHash } from "node:crypto";
import type { FactReader } from "../facts/reader.ts";
import { TaggedLines } from "../facts/tagged.ts";

/** What of us is on the host, and what the boot transaction needs to know. */
export interface ManagedFacts {
  /** The files of ours that exist, by path. */
  readonly files: Readonly<Record<string, ManagedFile>>;
  /** What we wrote last, by path. */
  readonly ours: Readonly<Record<string, string>>;
  /** The journal: what was there before us and what was written. Absent = nothing was ever done here, or all was undone. */
  readonly journal?: Journal | undefined;
  readonly overlay?: OverlayFacts | undefined;
  /** Programs, and abilities of programs, that the transaction needs and the host does not have. */
  readonly missingPrograms: readonly string[];
  /** The boot (its id) in which module options were changed; they wait for the next one. */
  readonly moduleOptionsChangedIn?: string | undefined;
  /** What the bind script said in this boot. */
  readonly bindLog: readonly string[];
  /** Free kilobytes where /boot lies; `undefined` = unknown. */
  readonly bootFreeKilobytes?: number | undefined;
}

export interface ManagedFile {
  readonly text: string;
  /** Of the bytes, hexadecimal. */
  readonly sha256: string;
}

/** What was noted before anything was changed. */
export interface Journal {
  readonly files: readonly string[];
  readonly tokens: readonly string[];
  /** The driver of every function before us; empty = none. */
  readonly drivers: Readonly<Record<string, string>>;
}

/** The overlay initrd as it is and as it was built. */
export interface OverlayFacts {
  /** Hexadecimal; absent when the file is missing. */
  readonly sha256?: string | undefined;
  /** What the builder recorded: hash of the file, hash of the bind script in it, kernels whose modules it has. */
  readonly built?:
    | { readonly sha256: string; readonly bind: string; readonly kernels: readonly string[] }
    | undefined;
}

/** Paths of everything that is written. */
export const paths = {
  grub: "/etc/default/grub.d/90-pulumi-vfio.cfg",
  modprobe: "/etc/modprobe.d/pulumi-vfio.conf",
  afterInstall: "/etc/kernel/postinst.d/pulumi-vfio",
  afterRemove: "/etc/kernel/postrm.d/pulumi-vfio",
  bind: "/usr/local/lib/pulumi-vfio/bind",
  build: "/usr/local/lib/pulumi-vfio/build-overlay",
  overlay: "/boot/vfio/early.cpio",
} as const;

/** Where the copies of what we wrote are. */
const OURS = "/var/lib/pulumi-vfio/ours";

/** Few programs for all files: starting one costs more than reading. */
const SCRIPT = `
state=/var/lib/pulumi-vfio
set --
for file in /etc/default/grub.d/90-pulumi-vfio.cfg /etc/modprobe.d/pulumi-vfio.conf /etc/kernel/postinst.d/pulumi-vfio \\
  /etc/kernel/postrm.d/pulumi-vfio /usr/local/lib/pulumi-vfio/bind /usr/local/lib/pulumi-vfio/build-overlay; do
  [ ! -f "$file" ] || set -- "$@" "$file"
  [ ! -f "$state/ours$file" ] || set -- "$@" "$state/ours$file"
done
[ $# -eq 0 ] || awk '{ print "line " FILENAME " " $0 }' "$@"
[ ! -f /boot/vfio/early.cpio ] || set -- "$@" /boot/vfio/early.cpio
[ $# -eq 0 ] || sha256sum "$@" | while read -r sum file; do echo "sum $file $sum"; done
[ ! -e $state/journal ] || { echo journal; sed 's/^/note /' $state/journal; }
[ ! -e $state/overlay ] || sed 's/^/built /' $state/overlay
[ ! -e $state/module-options ] || { read -r boot <$state/module-options; echo "module-options $boot"; }
for program in grub-mkconfig grub-script-check cpio flock base64 modprobe awk; do
  command -v $program >/dev/null || echo "missing $program"
done
mkconfig=$(command -v grub-mkconfig) && {
  grep -q default/grub.d "$mkconfig" || echo "missing a grub-mkconfig that reads /etc/default/grub.d"
  grep -q GRUB_EARLY_INITRD_LINUX_CUSTOM /etc/grub.d/10_linux "$mkconfig" 2>/dev/null ||
    echo "missing a GRUB that knows GRUB_EARLY_INITRD_LINUX_CUSTOM (2.04)"
}
echo "free $(df -Pk /boot | awk 'NR == 2 { print $4 }')"
dmesg 2>/dev/null | sed -n 's/^\\(\\[[^]]*\\] \\)\\{0,1\\}vfio_bind: /log /p' | tail -n 20
`;

/** The files, the overlay and the journal of the boot transaction. */
export const managedReader: FactReader<ManagedFacts> = {
  script: SCRIPT,
  parse: ({ stdout }) => parseManaged(stdout),
};

/** Hexadecimal sha256 of a text in UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function parseManaged(text: string): ManagedFacts {
  const lines = new TaggedLines(text);
  const sums = lines.pairs("sum");
  const texts = textsOf(lines);
  const files = sums.map(([path, sum]): [string, ManagedFile] => [
    path,
    { text: exact(texts.get(path), sum), sha256: sum },
  ]);
  const own = new Set<string>(Object.values(paths).filter((path) => path !== paths.overlay));
  const ours = files.filter(([path]) => path.startsWith(OURS));
  const free = Number(lines.first("free"));
  return {
    files: Object.fromEntries(files.filter(([path]) => own.has(path))),
    ours: Object.fromEntries(ours.map(([path, { text }]) => [path.slice(OURS.length), text])),
    journal: lines.has("journal") ? parseJournal(new TaggedLines(lines.all("note").join("\n"))) : undefined,
    overlay: parseOverlay(new Map(sums).get(paths.overlay), new TaggedLines(lines.all("built").join("\n"))),
    missingPrograms: lines.all("missing"),
    moduleOptionsChangedIn: lines.first("module-options"),
    bindLog: lines.all("log"),
    bootFreeKilobytes: Number.isFinite(free) && free > 0 ? free : undefined,
  };
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

function parseOverlay(sum: string | undefined, record: TaggedLines): OverlayFacts | undefined {
  const [overlay, bind] = [record.first("overlay"), record.first("bind")];
  const built =
    overlay === undefined || bind === undefined
      ? undefined
      : { sha256: overlay, bind, kernels: record.all("kernel") };
  return sum === undefined && built === undefined ? undefined : { sha256: sum, built };
}
