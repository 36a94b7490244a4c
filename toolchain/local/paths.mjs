import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Plain JavaScript, because it also runs before a current Node is installed. See paths.d.mts for the types.

export const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export function cacheDir(env = process.env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-vfio");
}
