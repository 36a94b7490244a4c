import { run } from "../../toolchain/local/command.ts";
import { LocalError } from "../../toolchain/local/errors.ts";

/** Where this machine gets Debian packages from, in a form mmdebstrap takes. */
export interface AptSources {
  /** One-line sources.list(5) entries. */
  readonly list: string;
  /** apt.conf(5) lines: proxies, certificates and the like. */
  readonly settings: readonly string[];
}

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const FORMAT = "$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)";

/** Asks apt what this machine uses. Throws a LocalError when it has no Debian source for `suite`. */
export async function hostAptSources(suite: string, signal?: AbortSignal): Promise<AptSources> {
  const targets = await run("apt-get", ["indextargets", "--format", FORMAT, "Created-By: Packages"], {
    signal,
  });
  const config = await run("apt-config", ["dump"], { signal });
  const list = debianSources(targets.stdout, suite);
  if (list !== "") return { list, settings: acquireSettings(config.stdout) };
  throw new LocalError({
    what: `This machine's apt has no Debian source for ${suite}, which the lab image is made of`,
    found: targets.stdout || "no package sources at all",
    next: `add a source with Debian's ${suite} main to /etc/apt and run \`apt-get update\``,
  });
}

/** Reads lines of `<uri> <release> <component> <origin>` and keeps Debian's own main sources of the suite. */
export function debianSources(targets: string, suite: string): string {
  const releases = [suite, `${suite}-updates`, `${suite}-security`];
  const entries = targets
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, release, component, origin]) => {
      // Before the first `apt-get update` the origin is not known yet.
      const isDebian = origin === "Debian" || origin === "$(ORIGIN)" || origin === "";
      return releases.includes(release ?? "") && component === "main" && isDebian;
    })
    .map(([uri, release, component]) => `deb [signed-by=${KEYRING}] ${uri} ${release} ${component}\n`);
  const hasSuite = entries.some((entry) => entry.includes(` ${suite} `));
  return hasSuite ? [...new Set(entries)].join("") : "";
}

/**
 * The lines of `apt-config dump` that say how to fetch: over which proxy, with which certificates, checking
 * what.
 */
export function acquireSettings(dump: string): readonly string[] {
  const wanted =
    /^Acquire::(?:(?:http|https|ftp)(?:::\S+)?|Check-Valid-Until|Check-Date|Retries|ForceIPv[46]) "[^"]+";$/i;
  return dump.split("\n").filter((line) => wanted.test(line));
}
