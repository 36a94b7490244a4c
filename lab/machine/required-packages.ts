import { messageOf } from "../../host/model/errors.ts";
import { attempt, run } from "../../toolchain/local/command.ts";
import { LocalError } from "../../toolchain/local/errors.ts";

/** The Debian packages the lab needs on the machine that runs it; complete for a bare Debian 12. */
export const requiredPackages: readonly string[] = [
  "apt",
  "coreutils",
  "debian-archive-keyring",
  "dosfstools",
  "dpkg",
  "e2fsprogs",
  "fdisk",
  "gpg",
  "gzip",
  "mmdebstrap",
  "openssh-client",
  "ovmf",
  "qemu-system-x86",
  "qemu-utils",
  "tar",
];

/** Those of `requiredPackages` that are not installed. On a machine without dpkg all of them are reported. */
async function missingPackages(signal?: AbortSignal): Promise<readonly string[]> {
  const query = ["--show", statusFormat, ...requiredPackages];
  const { stdout } = await attempt("dpkg-query", query, { signal }).catch(withoutDpkg);
  return notInstalled(stdout, requiredPackages);
}

/** Pure part of `missingPackages`: reads lines of `<package> <status>`. */
export function notInstalled(dpkgStatus: string, wanted: readonly string[]): readonly string[] {
  const installed = new Set(
    dpkgStatus
      .split("\n")
      .map((line) => line.split(" "))
      .filter(([, status]) => status === "installed")
      .map(([name]) => name),
  );
  return wanted.filter((name) => !installed.has(name));
}

/** The command that installs `packages`. */
export function installCommand(packages: readonly string[], isRoot = isRootUser()): string {
  const sudo = isRoot ? "" : "sudo ";
  return `${sudo}apt-get update && ${sudo}apt-get install --yes --no-install-recommends ${packages.join(" ")}`;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: these are dpkg's own placeholders
const statusFormat = "--showformat=${Package} ${db:Status-Status}\\n";

export interface InstallOptions {
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Installs what is missing and returns the names it installed; nothing to do is an empty list.
 * Throws a LocalError with the exact command when this user is not root or apt fails.
 */
export async function installPackages(options: InstallOptions = {}): Promise<readonly string[]> {
  const missing = await missingPackages(options.signal);
  if (missing.length === 0) return [];
  if (!isRootUser()) {
    throw new LocalError({
      what: `The lab needs Debian packages that are not installed: ${missing.join(", ")}`,
      next: `run: ${installCommand(missing)}`,
    });
  }
  options.onProgress?.(`installing Debian packages: ${missing.join(" ")}`);
  const settings = { env: { DEBIAN_FRONTEND: "noninteractive" }, signal: options.signal };
  try {
    await run("apt-get", ["--quiet=2", "update"], settings);
    await run("apt-get", ["--quiet=2", "--yes", "--no-install-recommends", "install", ...missing], settings);
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw new LocalError({
      what: "Installing the Debian packages of the lab failed",
      found: messageOf(cause),
      next: `run: ${installCommand(missing)}`,
      cause,
    });
  }
  return missing;
}

const isRootUser = (): boolean => process.getuid?.() === 0;

function withoutDpkg(cause: unknown): { stdout: string } {
  if (cause instanceof LocalError) return { stdout: "" };
  throw cause;
}
