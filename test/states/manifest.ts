import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * Path → type, mode, owner and content of everything that a boot configuration may touch. Times are left out.
 */
export type Manifest = ReadonlyMap<string, string>;

const TOPS = ["etc", "boot", "usr/local", "var/lib"];

export function manifestOf(root: string): Manifest {
  const found = new Map<string, string>();
  for (const top of TOPS) {
    for (const entry of ["", ...readdirSync(join(root, top), { recursive: true, encoding: "utf8" })]) {
      const path = join(top, entry);
      found.set(`/${path}`, describe(join(root, path)));
    }
  }
  return found;
}

/** Paths that are not the same, in their order. */
export function changedPaths(before: Manifest, after: Manifest): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
}

function describe(path: string): string {
  const stat = lstatSync(path);
  const head = `${stat.mode.toString(8)} ${stat.uid}:${stat.gid}`;
  if (stat.isFile()) return `${head} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
  return stat.isSymbolicLink() ? `${head} -> ${readlinkSync(path)}` : head;
}
