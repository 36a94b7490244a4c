import type { Observation } from "../../model/facts/observation.ts";
import type { SupportProblem } from "../../model/problem.ts";
import { programOf } from "../loaders/choose-loader.ts";
import type { TrialMeans } from "../loaders/contract/trial-means.ts";
import { type BootChange, partOf } from "../parts/parts.ts";
import { rebootReasons } from "../parts/reboot.ts";
import { baselineProblems } from "./baseline.ts";
import { trialOf } from "./trial-entry.ts";
import { imageOfChange, type TrialImage } from "./trial-image.ts";
import { chooseTrialMeans } from "./trial-means.ts";

/** How a reboot is made so that it cannot lock anybody out. */
export type RebootPlan =
  /** The new configuration is started once, and kept when it was reached and verified. */
  | {
      readonly kind: "trial";
      readonly means: TrialMeans;
      readonly because: string;
      readonly seconds: number;
      /** What is started in place of the host's own image; absent when that image stays. */
      readonly image?: TrialImage | undefined;
    }
  /** What the reboot starts is proven already, or the user has accepted the risk. */
  | { readonly kind: "plain"; readonly because: string }
  /** A trial of an earlier run is kept or rejected first, and what is left is planned then. */
  | { readonly kind: "resumed" }
  | { readonly kind: "refused"; readonly problems: readonly SupportProblem[] };

/** How, and whether, a reboot is wanted by the user. */
export interface RebootWish extends RebootConsent {
  readonly reboot: "auto" | "manual";
}

/** Risks that the user has accepted. */
export interface RebootConsent {
  readonly allowUnprotectedReboot: boolean;
  readonly allowUnprovenBaseline: boolean;
}

/** What decides. */
export type RebootFacts = Pick<Observation, "kernel" | "bootLoader" | "trial">;

/**
 * The least time, and the most, in seconds, after which a trial that nothing confirms falls back on its own.
 */
const [SHORTEST, LONGEST] = [180, 1_800];

/**
 * How the reboot that a plan needs is made. `stored`: whether something changes that later boots read;
 * without, the reboot starts the default entry that is there. `image`: what becomes of the image that the
 * default entry loads.
 */
export function planReboot(
  facts: RebootFacts,
  { stored, image }: { readonly stored: boolean; readonly image?: TrialImage | undefined },
  { allowUnprotectedReboot, allowUnprovenBaseline }: RebootConsent,
): RebootPlan {
  if (allowUnprotectedReboot)
    return { kind: "plain", because: "without a trial, as you have asked for (allowUnprotectedReboot)" };
  const baseline = allowUnprovenBaseline ? [] : baselineProblems(facts);
  if (!stored) {
    const because = allowUnprovenBaseline
      ? "as you have asked for (allowUnprovenBaseline)"
      : "it starts the entry that is proven already";
    return baseline.length === 0 ? { kind: "plain", because } : { kind: "refused", problems: baseline };
  }
  const choice = chooseTrialMeans(facts);
  const problems = [
    ...(choice.means === undefined ? [choice.problem] : []),
    ...waitingProblems(facts),
    ...baseline,
  ];
  if (choice.means === undefined || problems.length > 0) return { kind: "refused", problems };
  const seconds = Math.min(Math.max(SHORTEST, 3 * (facts.trial.bootSeconds ?? 0)), LONGEST);
  return { kind: "trial", means: choice.means, because: choice.because, seconds, image };
}

/**
 * How the reboot that a plan asks for is made; `undefined` when it asks for none, or leaves it to the user.
 */
export function rebootOf(
  facts: RebootFacts,
  changes: readonly BootChange[],
  wish: RebootWish,
): RebootPlan | undefined {
  if (wish.reboot === "manual" || rebootReasons(changes).length === 0) return undefined;
  if (isResumed(facts)) return { kind: "resumed" };
  const stored = changes.some((change) => partOf(change).changesBoot);
  return planReboot(facts, { stored, image: imageOfChange(facts, changes) }, wish);
}

/**
 * Whether a trial of an earlier run decides first what the host boots: what runs is not to be what the
 * default entry starts then.
 */
function isResumed({ kernel, trial: { record } }: RebootFacts): boolean {
  const runs = record !== undefined && trialOf(kernel.commandLine) === record.id;
  return record?.state === "committing" || (record?.state === "armed" && runs);
}

function waitingProblems({ trial, bootLoader }: RebootFacts): readonly SupportProblem[] {
  return [
    ...Object.entries(trial.encrypted)
      .filter(([, opensByItself]) => !opensByItself)
      .map(([name]) => ({
        what: `the root file system is on ${name}, which you must unlock by hand at every boot, so the host cannot fall back on its own`,
        next: "let it be unlocked unattended (tpm2-device= or a key file in /etc/crypttab, or clevis), or set allowUnprotectedReboot",
      })),
    ...(programOf(bootLoader).waits?.({ trial, bootLoader }) ?? []),
  ];
}
