import { readdirSync } from "node:fs";
import { join } from "node:path";
import { sdbootutil } from "../../host/boot/loaders/sdbootutil/manage.ts";
import { dracut } from "../../host/boot/tools/dracut.ts";
import { filesOf } from "../../host/boot/wanted/wanted-files.ts";
import { type KernelArguments, tokensOf } from "../../host/model/command-line/arguments.ts";
import { sha256 } from "../../host/model/facts/managed-facts.ts";
import { args, GPU, write } from "./boot-instructions.ts";
import { FakeHost } from "./fake-host.ts";

export const KERNEL = "6.1.0-1";
export const CMDLINE = "etc/kernel/cmdline";
const ROOT = "root=UUID=8f71b02c splash=silent";

/**
 * A host with btrfs snapshots, of which number 4 runs, whose images and entries small programs make as
 * sdbootutil and dracut do: named by their content, for the running snapshot only, and what no entry names
 * any more is removed.
 */
export class FakeSnapshots extends FakeHost {
  constructor() {
    super();
    this.put(CMDLINE, `${ROOT}\n`);
    this.put("proc/cmdline", `initrd=\\suse\\x ${ROOT} rootflags=subvol=@/.snapshots/4/snapshot\n`);
    this.put(`lib/modules/${KERNEL}/vmlinuz`, "kernel");
    this.put("etc/dracut.conf", "");
    this.put("usr/lib/dracut/modules.d/.keep", "");
    this.put("etc/dracut.conf.d/.keep", "");
    this.put("boot/efi/loader/entries/.keep", "");
    this.dracut();
    this.sdbootutil();
    this.program("lsinitrd", '[ "$1" = --unpack ] && tar -xf "$2"');
    this.put("running-snapshot", "3");
    this.run("sdbootutil-all");
    this.put("running-snapshot", "4");
    this.run("sdbootutil-all");
  }

  /** dracut; `spoil` is a shell line that runs in the tree before it is packed. */
  dracut(spoil = ":"): void {
    this.program("dracut", DRACUT.replaceAll("@ROOT@", this.root).replace("@SPOIL@", spoil));
  }

  sdbootutil(): void {
    this.program("sdbootutil", SDBOOTUTIL.replaceAll("@ROOT@", this.root));
    this.program("sdbootutil-all", "exec sdbootutil add-all-kernels");
  }

  /** The root file system has none, and entries say nothing of them. */
  withoutSnapshots(): void {
    const program = SDBOOTUTIL.replace(" rootflags=subvol=@/.snapshots/$snapshot/snapshot", "");
    this.program("sdbootutil", program.replaceAll("@ROOT@", this.root));
    this.run("sdbootutil-all");
  }

  /** What zypper has done: a snapshot is made, with entries that have what the running one has. */
  snapshot(number: number): void {
    const entry = this.entry(4) ?? "";
    this.put(entryPath(number), entry.replaceAll("snapshots/4/", `snapshots/${number}/`));
  }

  entry(snapshot: number): string | undefined {
    return this.read(entryPath(snapshot));
  }

  /** What the image in an entry says of itself. */
  imageOf(snapshot: number): string {
    const [, path = ""] = /^initrd +(.*)$/m.exec(this.entry(snapshot) ?? "") ?? [];
    return path;
  }

  images(): readonly string[] {
    return readdirSync(join(this.root, `boot/efi/suse/${KERNEL}`)).filter((name) =>
      name.startsWith("initrd"),
    );
  }

  change(how: "build" | "look" | "none" = "build", wanted: KernelArguments = args) {
    const files = Object.entries(filesOf(wanted, {}, sdbootutil, "/boot/efi", dracut));
    const image = `entry-image ${how} dracut ${KERNEL} /boot/efi/suse/${KERNEL}/initrd`;
    return this.transact("change", [
      "boot /boot/efi",
      "binding rebuild",
      "copies",
      `function ${GPU}`,
      ...tokensOf(wanted).map(({ text }) => `token ${text}`),
      ...files.map(([path, text]) => write(this, path, text)),
      ...(how === "none" ? [] : [image]),
      sdbootutil.instruction,
    ]);
  }

  undo() {
    const paths = Object.keys(filesOf(args, {}, sdbootutil, "/boot/efi", dracut));
    const removals = paths.flatMap((path) => {
      const text = this.read(path.slice(1));
      return text === undefined ? [] : [`remove ${sha256(text)} ${path}`];
    });
    return this.transact("undo", ["boot /boot/efi", ...removals]);
  }

  /** Lines of the record: path, kernel, sum of the bind script. */
  record(): readonly (readonly string[])[] {
    const lines = (this.read("var/lib/pulumi-vfio/images") ?? "").split("\n").filter((line) => line !== "");
    return lines.map((line) => line.split(" ").slice(0, 3));
  }
}

function entryPath(snapshot: number): string {
  return `boot/efi/loader/entries/suse-${KERNEL}-${snapshot}.conf`;
}

const DRACUT = `
out=$1 kernel=$2
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cat "@ROOT@"/etc/dracut.conf "@ROOT@"/etc/dracut.conf.d/*.conf >"$tree/conf" 2>/dev/null
if [ -e "@ROOT@/usr/lib/dracut/modules.d/90pulumi-vfio/module-setup.sh" ]; then
  mkdir -p "$tree/vfio" "$tree/lib/modules" "$tree/var/lib/dracut/hooks/pre-udev"
  cp "@ROOT@/usr/local/lib/pulumi-vfio/bind" "$tree/vfio/bind"
  cp "@ROOT@/usr/lib/dracut/modules.d/90pulumi-vfio/pulumi-vfio-bind.sh" "$tree/var/lib/dracut/hooks/pre-udev/03-pulumi-vfio-bind.sh"
  for name in vfio vfio-pci; do echo "$name" >"$tree/lib/modules/$name.ko.zst"; done
fi
cd "$tree" && { @SPOIL@; } && tar --sort=name --mtime=@1 -cf "$out" .`;

const SDBOOTUTIL = `
esp=@ROOT@/boot/efi
echo "$*" >>"@ROOT@/sdbootutil.log"
anew=no
if [ "$1" = --no-reuse-initrd ]; then anew=yes; shift; fi
[ "$*" = add-all-kernels ] || exit 64
read -r snapshot <"@ROOT@/running-snapshot"
kernel=${KERNEL}
mkdir -p "$esp/suse/$kernel"
entry=$esp/loader/entries/suse-$kernel-$snapshot.conf
image=
[ "$anew" = yes ] || image=$(sed -n 's/^initrd *//p' "$entry" 2>/dev/null)
if [ -z "$image" ]; then
  dracut "@ROOT@/new-image" "$kernel" || { echo "dracut failed" >&2; exit 1; }
  image=/suse/$kernel/initrd-$(sha1sum <"@ROOT@/new-image" | cut -c 1-40)
  mv "@ROOT@/new-image" "$esp$image"
fi
{
  echo "# Boot Loader Specification type#1 entry"
  echo "title      openSUSE"
  echo "options    $(cat "@ROOT@/etc/kernel/cmdline") rootflags=subvol=@/.snapshots/$snapshot/snapshot"
  echo "linux      /suse/$kernel/linux-03046d37a644bdf18e0d0dbe4677405926c6df24"
  echo "initrd     $image"
} >"$entry"
for file in "$esp/suse/$kernel"/initrd-*; do
  grep -q "\${file##*/}" "$esp"/loader/entries/*.conf || rm "$file"
done`;
