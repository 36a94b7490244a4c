import type { BootEntry } from "../../model/facts/boot-loader-facts.ts";
import type { TrialMeans } from "../loaders/contract/trial-means.ts";
import { instruction } from "../on-host/instruction.ts";
import {
  commitScripts,
  deadManUnit,
  inPlaceScript,
  recoverScript,
  recoverUnit,
} from "../on-host/programs.ts";
import type { TrialImage } from "./trial-image.ts";

/** What is to be tried, and then kept. */
export interface Trial {
  readonly id: string;
  /** How it is started once. */
  readonly means: TrialMeans;
  readonly entry: BootEntry;
  /** Seconds after the start of the trial's user space when the host falls back on its own. */
  readonly seconds: number;
  /** Whether it is a change, or the undo of all of them. */
  readonly kind: "change" | "undo";
  /** Instructions of the transaction. */
  readonly payload: readonly string[];
  /** The trial's overlay initrd as a path of the host; absent when it needs none. */
  readonly overlay?: string | undefined;
  /**
   * The trial's image, in place of the host's own (`path`), as a path of the host (`file`); absent when that
   * one stays.
   */
  readonly image?: (TrialImage & { readonly file: string }) | undefined;
  /** The command line of the default entry once it is kept. */
  readonly proven: string;
}

const UNITS = "/etc/systemd/system";

/**
 * What a start of user space comes to in any case; those for emergencies do without sysinit.target when they
 * are what is started (systemd.special(7)).
 */
const EVERY_START = ["sysinit.target", "rescue.target", "emergency.target"];

/** Instructions for the script that arms a trial, the instructions of the transaction among it. */
export function armInstructions(trial: Trial): readonly string[] {
  const { id, seconds, kind, overlay: path } = trial;
  const script = (name: string, content: string) => instruction("trial-script", { name, content });
  return [
    ...trial.payload,
    instruction("trial", { id, seconds }),
    script("commit", commitScripts[kind]),
    script("recover", recoverScript),
    ...(kind === "change" ? [script("proven", `${trial.proven}\n`)] : []),
    ...unitInstructions("recover", recoverUnit, ["multi-user.target"]),
    ...unitInstructions("dead-man", deadManUnit(seconds), EVERY_START),
    ...(path === undefined ? [] : [instruction("trial-overlay", { path })]),
    ...imageInstructions(trial),
    ...trial.means.instructions(trial.entry),
  ];
}

function imageInstructions({ image }: Trial): readonly string[] {
  if (image === undefined) return [];
  const { how, tool, kernel, path: replaced, file: path } = image;
  return [
    instruction("trial-image", { how, tool, kernel, replaced, path }),
    instruction("trial-in-place", { content: inPlaceScript }),
  ];
}

/** What brings it back comes first, and what starts it last. */
function unitInstructions(name: string, content: string, targets: readonly string[]): readonly string[] {
  const unit = `pulumi-vfio-${name}.service`;
  return [
    instruction("trial-file", { mode: "0644", path: `${UNITS}/${unit}`, content }),
    ...targets.map((target) =>
      instruction("trial-link", { target: `../${unit}`, link: `${UNITS}/${target}.wants/${unit}` }),
    ),
  ];
}
