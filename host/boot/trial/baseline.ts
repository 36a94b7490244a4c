import { isDeepStrictEqual } from "node:util";
import type { BootFacts } from "../../model/boot/boot-facts.ts";
import { imageOfEntry, starts } from "../../model/boot/image-paths.ts";
import { compareCommandLines, parseCommandLine } from "../../model/command-line/command-line.ts";
import type { BootEntry } from "../../model/facts/boot-loader-facts.ts";
import type { KernelFacts } from "../../model/facts/kernel-facts.ts";
import type { TrialFacts } from "../../model/facts/trial-facts.ts";
import type { SupportProblem } from "../../model/problem.ts";
import { TRIAL, trialOf } from "./trial-entry.ts";

/** What a fall-back would boot, and what runs now. */
export interface BaselineFacts {
  readonly kernel: Pick<KernelFacts, "commandLine" | "running" | "installed">;
  readonly bootLoader: BootFacts["bootLoader"] & { readonly defaultEntry?: BootEntry | undefined };
  readonly trial: Pick<TrialFacts, "bootedAt" | "changedAt" | "proven" | "provenImage">;
}

const REBOOT =
  "reboot the host by hand, see that it comes up as it should, and run again; allowUnprovenBaseline goes on without";

/** Its run could not keep it, for one, and another one has given it up. */
const STILL_TRIED =
  "the host still runs a trial, which was given up or changed since, and a fall-back would start another entry";

const LEAVE_TRIAL =
  "reboot the host by hand (`sudo systemctl reboot`): it starts the entry that is its default, without anything of the trial; " +
  "see that it comes up as it should, and run the same command again; allowUnprovenBaseline goes on without";

/**
 * Why it is not proven that the default entry comes up: it is not what is
 * running now, so a fall-back could end where nobody has been yet. Empty when it is proven.
 */
export function baselineProblems({ kernel, bootLoader, trial }: BaselineFacts): readonly SupportProblem[] {
  const entry = bootLoader.defaultEntry;
  if (entry === undefined) return [{ what: "the default boot entry is unknown", next: REBOOT }];
  const unproven = (what: string) =>
    trialOf(kernel.commandLine) === undefined
      ? [{ what: `the entry that a fall-back would start is not what runs now: ${what}`, next: REBOOT }]
      : [{ what: `${STILL_TRIED}: ${what}`, next: LEAVE_TRIAL }];
  const started = kernel.installed.find((candidate) => starts(entry, candidate));
  if (started !== undefined && started.release !== kernel.running)
    return unproven(`it has kernel ${started.release}, and ${kernel.running} runs`);
  const keys = differingKeys(entry, kernel.commandLine);
  const isProven = trial.proven !== undefined && differingKeys(entry, trial.proven).length === 0;
  if (keys.length > 0 && !isProven) return unproven(`they differ in ${keys.join(", ")}`);
  const image = imageOfEntry(entry);
  const changed = image === undefined ? undefined : trial.changedAt[image];
  if (changed === undefined || trial.bootedAt === undefined || changed <= trial.bootedAt) return [];
  if (trial.provenImage?.path === image && trial.provenImage?.at === changed) return [];
  return unproven(`${image} was made after the host was started`);
}

/**
 * Arguments in which an entry and a command line differ, by key. Boot loaders add some of their own, and a
 * trial that became the default has its.
 */
export function differingKeys(entry: BootEntry, running: string): readonly string[] {
  const lines = [parseCommandLine(entry.commandLine), parseCommandLine(running)] as const;
  return compareCommandLines(...lines)
    .filter(({ left, right }) => left.at(-1) !== right.at(-1) || !sameOnce(left, right))
    .map(({ key }) => key)
    .filter((key) => !OF_BOOT.test(key));
}

/** Whether values are the same apart from how often each is said. */
function sameOnce(left: readonly unknown[], right: readonly unknown[]): boolean {
  return isDeepStrictEqual([...new Set(left)], [...new Set(right)]);
}

const OF_BOOT = new RegExp(`^(?:BOOT_IMAGE|initrd|${TRIAL}|panic|rd\\.shell|rd\\.emergency|\\$\\w+)$`);
