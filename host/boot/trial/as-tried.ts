import { HostError } from "../../model/errors.ts";
import type { BootEntry } from "../../model/facts/boot-loader-facts.ts";
import type { Trial } from "./arm-instructions.ts";
import { differingKeys } from "./baseline.ts";

/**
 * Throws a HostError when what was tried, a change or the undo of all, runs, and the next boot would be
 * another one.
 */
export function requireAsTried(host: string, problems: readonly string[], kind: Trial["kind"]): void {
  if (problems.length === 0) return;
  throw new HostError({
    what: "What was tried runs now, and the next boot would not be the same",
    host,
    found: problems.join("\n"),
    ...ADVICE[kind],
  });
}

const ADVICE = {
  change: {
    expected: "boot entries like the one that was tried, with the bind script in what they load",
    next: "correct what is named, or remove that kernel or entry; then run `pulumi up` again, before the host is rebooted",
  },
  undo: {
    expected: "a default entry like the one that was tried; everything of ours is gone",
    next: "look whether others have changed what is named, and correct it before the host is rebooted; then run `pulumi destroy` again, which has nothing left to undo",
  },
} as const;

/** In what the entry that is started from now on is not what was tried; empty when it is the same. */
export function keptProblems(
  {
    bootLoader: { defaultEntry },
  }: { readonly bootLoader: { readonly defaultEntry?: BootEntry | undefined } },
  { entry, proven }: Pick<Trial, "entry" | "proven">,
): readonly string[] {
  if (defaultEntry === undefined) return ["the default entry is unknown"];
  const title = `entry "${defaultEntry.title}"`;
  if (defaultEntry.kernel !== entry.kernel)
    return [`${title} has kernel ${defaultEntry.kernel}, and ${entry.kernel} was tried`];
  const keys = differingKeys(defaultEntry, proven);
  return keys.length === 0 ? [] : [`${title} is not what was tried: they differ in ${keys.join(", ")}`];
}
