import { join } from "node:path";
import { LocalError } from "../../toolchain/local/errors.ts";
import { projectDir } from "../../toolchain/local/paths.mjs";
import { type MachinePaths, machinePaths } from "../machine/paths.ts";

/** The folder that holds the instances unless a caller names another one. */
export const defaultLabDir = join(projectDir, ".lab");

/** The ssh configuration with one `Host` block per running instance. */
export const sshConfigPath = (labDir: string): string => join(labDir, "ssh_config");

/** The folder and files of instance `name`. Throws a LocalError for a bad name. */
export function instancePaths(labDir: string, name: string): MachinePaths {
  return machinePaths(join(labDir, checkName(name)));
}

const NAME = /^[a-z][a-z0-9-]{0,30}$/;

/**
 * Throws a LocalError when `name` cannot name an instance. The name is also its host alias and its folder.
 */
export function checkName(name: string): string {
  if (NAME.test(name)) return name;
  throw new LocalError({
    what: `"${name}" cannot be the name of a lab instance`,
    next: "use 1 to 31 lower-case letters, digits and dashes, starting with a letter",
  });
}
