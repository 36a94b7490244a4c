import type { Lab } from "./lab.ts";

/** What a host holds: path or name → what is there. */
export type Manifest = ReadonlyMap<string, string>;

/**
 * Everything below /etc, /boot, /usr/local and on the EFI system partition (type, mode, owner, content) and
 * what libvirt has; one line each, path first. systemd-boot's random seed is another one after every boot.
 */
const SCRIPT = `
cd /
set -- etc boot usr/local
if mountpoint -q boot/efi; then set -- "$@" boot/efi; fi
find "$@" -xdev \\( -type f -o -type l -o -type d \\) -printf '/%p\\t%y %m %U:%G %l\\n' | sort
find "$@" -xdev -type f ! -path boot/efi/loader/random-seed -print0 | sort -z | xargs -0 sha256sum | sed 's,^\\([0-9a-f]*\\)  \\(.*\\),/\\2 (content)\\t\\1,'
for kind in list pool-list net-list; do
  virsh --connect qemu:///system $kind --all --name | grep . | sed "s,\\(.*\\),libvirt $kind \\1\\tdefined," || :
done
`;

/** Reads a host's manifest. */
export async function readManifest(lab: Lab): Promise<Manifest> {
  const text = await lab.root(SCRIPT);
  const lines = text.split("\n").filter((line) => line.includes("\t"));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf("\t")), line.slice(line.indexOf("\t") + 1)]),
  );
}

/** What differs, as `+`, `-` and `~` lines; empty when nothing does. */
export function differences(before: Manifest, after: Manifest): readonly string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    if (was === is) return [];
    if (was === undefined) return [`+ ${path}`];
    return is === undefined ? [`- ${path}`] : [`~ ${path}: ${was} -> ${is}`];
  });
}

/** One line for each path, so that manifests can be compared path by path. */
export function filesOf(manifest: Manifest): Manifest {
  const contents = " (content)";
  const paths = [...manifest.keys()].filter((path) => path.startsWith("/") && !path.endsWith(contents));
  return new Map(paths.map((path) => [path, `${manifest.get(path)} ${manifest.get(path + contents) ?? ""}`]));
}
