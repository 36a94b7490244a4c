import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";

/** What is on the disks of a host, below its root. */
const KEPT = ["etc", "boot", "usr", "var"];

/** Where every content is that was brought to the disks. */
const DURABLE = "durable";

/**
 * Body of a program `sync` that notes what it brings to the disks. It notes contents, not names: a file keeps
 * its content when it is renamed, and a journalling file system brings renames to the disk in their order, so
 * those that are lost are those of a later step.
 */
export const notingSync = `
if [ $# = 0 ]; then
  mkdir "@ROOT@/${DURABLE}/$$"
  (cd "@ROOT@" && /usr/bin/cp -R ${KEPT.join(" ")} "@ROOT@/${DURABLE}/$$")
fi
for file; do
  if [ "$file" = -f ]; then continue; fi
  [ -e "$file" ] || exit 1
  [ -d "$file" ] || /usr/bin/cp "$file" "@ROOT@/${DURABLE}/$$-\${file##*/}"
done`;

/** Everything that is on the disks of a host now stays there. */
export function beginPower(root: string): void {
  rmSync(join(root, DURABLE), { recursive: true, force: true });
  mkdirSync(join(root, DURABLE));
  spawnSync("sh", ["-c", notingSync.replaceAll("@ROOT@", root)], { env: { PATH: "/usr/bin:/bin" } });
}

/**
 * What a power cut does to a host: files lose what was not brought to the disks; what was there before it was
 * appended to stays.
 */
export function cutPower(root: string): void {
  const durable = filesBelow(join(root, DURABLE)).map((path) => readFileSync(path));
  for (const path of KEPT.flatMap((top) => filesBelow(join(root, top)))) {
    const content = readFileSync(path);
    const kept = durable.filter((known) => content.subarray(0, known.length).equals(known));
    const length = Math.max(0, ...kept.map((known) => known.length));
    // Its time stays with the file.
    if (length < content.length) truncateSync(path, length);
  }
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
