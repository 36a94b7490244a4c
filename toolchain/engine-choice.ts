import semver from "semver";

/** The engine the provider and the SDK are made for; an older one is not used. */
export const MINIMUM_ENGINE = "3.259.0";
/** What the pinned Go modules of the engine ask for. */
export const MINIMUM_GO = "1.25.11";
/** The first Go that fetches a newer Go on its own. */
const FIRST_SELF_UPDATING_GO = "1.21.0";

/** A `pulumi` that was found on PATH. */
export interface FoundEngine {
  readonly path: string;
  /** What `pulumi version` printed; empty when it did not run. */
  readonly version: string;
  /** Whether a Node.js language host is on PATH, without which no program of this project runs. */
  readonly hasLanguageHost: boolean;
}

/** What `go env` says. */
export interface FoundGo {
  /** Such as `go1.26.8`. */
  readonly version: string;
  /** GOTOOLCHAIN; `local` forbids fetching a newer Go. */
  readonly toolchain: string;
}

/** `usable`, or the reason why not, as a clause for a sentence. */
export type Verdict = { readonly usable: true } | { readonly usable: false; readonly because: string };

export function judgeEngine({ path, version, hasLanguageHost }: FoundEngine): Verdict {
  const parsed = semver.parse(version.trim());
  if (parsed === null)
    return no(`${path} does not show its version (${version.trim() || "it printed nothing"})`);
  if (semver.lt(parsed, MINIMUM_ENGINE))
    return no(`${path} is ${parsed.version}, older than ${MINIMUM_ENGINE}`);
  if (!hasLanguageHost) return no(`${path} comes without pulumi-language-nodejs on PATH`);
  return { usable: true };
}

export function judgeGo(found: FoundGo | undefined): Verdict {
  if (found === undefined) return no("there is no go on PATH");
  // Go's own numbers may lack the last part (go1.25) and may carry a suffix (go1.27rc1).
  const version = semver.coerce(found.version);
  if (version === null) return no(`go does not show its version (${found.version})`);
  if (semver.gte(version, MINIMUM_GO)) return { usable: true };
  const selfUpdating = semver.gte(version, FIRST_SELF_UPDATING_GO) && !found.toolchain.startsWith("local");
  return selfUpdating ? { usable: true } : no(`go is ${version.version}, older than ${MINIMUM_GO}`);
}

function no(because: string): Verdict {
  return { usable: false, because };
}
