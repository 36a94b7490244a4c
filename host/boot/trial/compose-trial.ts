import { randomBytes } from "node:crypto";
import type { WantedBoot } from "../../model/boot/wanted-boot.ts";
import { tokensOf } from "../../model/command-line/arguments.ts";
import {
  type KernelToken,
  merge,
  parseCommandLine,
  parseToken,
  remove,
  renderCommandLine,
} from "../../model/command-line/command-line.ts";
import { HostError } from "../../model/errors.ts";
import type { BootEntry } from "../../model/facts/boot-loader-facts.ts";
import type { Observation } from "../../model/facts/observation.ts";
import { paths } from "../../model/managed-paths.ts";
import { staleTokens } from "../entries/stale-tokens.ts";
import { managedLoader, programOf } from "../loaders/choose-loader.ts";
import { parseModuleOptions } from "../wanted/module-options.ts";
import type { Trial } from "./arm-instructions.ts";
import type { RebootPlan } from "./plan-trial.ts";
import { TRIAL_IMAGE, TRIAL_OVERLAY, trialEntry } from "./trial-entry.ts";

type TrialPlan = Extract<RebootPlan, { kind: "trial" }>;

/** The trial of a new configuration. `payload`: what makes it the default. */
export function trialOfChange(
  host: string,
  facts: Observation,
  wanted: WantedBoot,
  plan: TrialPlan,
  payload: readonly string[],
): Trial {
  const tokens = tokensOf(wanted.commandLine);
  const { gains, without } = keptBesides(facts, tokens);
  const line = [...gains, ...tokens];
  const options = changedOptions(facts, wanted);
  const overlay = wanted.overlay !== undefined;
  const kept = options.removed ? payload : payload.filter((text) => !text.startsWith("module-options "));
  return compose(host, facts, plan, { without, line, options: options.tokens, overlay }, "change", kept);
}

/** The trial of the host as it was before us. */
export function trialOfUndo(
  host: string,
  facts: Observation,
  plan: TrialPlan,
  payload: readonly string[],
): Trial {
  const { gains, without } = keptBesides(facts, []);
  const change = { without, line: gains, options: [], overlay: false };
  return compose(host, facts, plan, change, "undo", payload);
}

/**
 * What keeping a trial changes on the default entry beside the wanted arguments: ours that are not wanted any
 * more, and what others have set for GRUB.
 */
function keptBesides(facts: Observation, wanted: readonly KernelToken[]) {
  const lag = programOf(facts.bootLoader).lag?.(facts.bootLoader, facts.managed);
  const gains = (lag?.gains ?? []).map(parseToken);
  return { gains, without: [...staleTokens(facts, wanted), ...(lag?.loses ?? [])] };
}

function compose(
  host: string,
  facts: Observation,
  { means, seconds, image }: TrialPlan,
  change: {
    readonly without: readonly string[];
    readonly line: readonly KernelToken[];
    readonly options: readonly KernelToken[];
    readonly overlay: boolean;
  },
  kind: Trial["kind"],
  payload: readonly string[],
): Trial {
  const { defaultEntry: base } = facts.bootLoader;
  if (base === undefined) throw new HostError({ what: "The boot loader has no default entry", host });
  const { without, line, options, overlay } = change;
  const id = randomBytes(4).toString("hex");
  const entry = trialEntry(base, {
    id,
    without,
    tokens: [...line, ...options],
    overlay,
    image: image !== undefined,
  });
  const folder = managedLoader(facts.bootLoader).bootFolder(facts);
  return {
    id,
    means,
    seconds,
    kind,
    payload: image === undefined ? payload : madeFirst(payload, image.kernel),
    entry,
    proven: lineOf(base, without, line),
    overlay: overlay ? folder + TRIAL_OVERLAY : undefined,
    image: image === undefined ? undefined : { ...image, file: folder + TRIAL_IMAGE },
  };
}

/**
 * The image that was tried takes its place before others are made: there may be no room for it beside those.
 */
function madeFirst(payload: readonly string[], kernel: string): readonly string[] {
  const isFirst = (text: string) => /^image \S+ \S+ (\S+) /.exec(text)?.[1] === kernel;
  return [...payload.filter(isFirst), ...payload.filter((text) => !isFirst(text))];
}

function lineOf(base: BootEntry, without: readonly string[], line: readonly KernelToken[]): string {
  return renderCommandLine(merge(remove(parseCommandLine(base.commandLine), without.map(parseToken)), line));
}

/**
 * Options of modules that are not in effect yet, as arguments: modprobe takes those from the command line,
 * too (modprobe.d(5)), and the file with them is not there during the trial. One that is removed cannot be
 * said so.
 */
function changedOptions(
  { managed }: Pick<Observation, "managed">,
  { files }: WantedBoot,
): { readonly tokens: readonly KernelToken[]; readonly removed: boolean } {
  const before = parseModuleOptions(managed.files[paths.modprobe]?.text ?? "");
  const after = parseModuleOptions(files[paths.modprobe] ?? "");
  const tokens = Object.entries(after).flatMap(([module, values]) =>
    Object.entries(values)
      .filter(([name, value]) => before[module]?.[name] !== value)
      .map(([name, value]) => parseToken(`${module}.${name}=${value}`)),
  );
  const removed = Object.entries(before).some(([module, values]) =>
    Object.keys(values).some((name) => after[module]?.[name] === undefined),
  );
  return { tokens, removed };
}
