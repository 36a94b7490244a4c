import type { BootFacts } from "../../model/boot/boot-facts.ts";
import { ordinaryEntries } from "../../model/boot/ordinary-entries.ts";
import {
  hasToken,
  type KernelToken,
  missingFrom,
  parseCommandLine,
} from "../../model/command-line/command-line.ts";
import { staleTokens } from "./stale-tokens.ts";

/** Where one of our arguments stands between the boot menu and the running system. */
export interface TokenState {
  readonly text: string;
  /** False for one that we once added and that is not wanted any more. */
  readonly wanted: boolean;
  /**
   * `in effect`: the running system was started with it, and the boot menu has it. `pending reboot`: the boot
   * menu is as declared, the running system is not yet. `will change`: the boot menu is not as declared.
   */
  readonly state: "in effect" | "pending reboot" | "will change";
}

/**
 * The state of every argument that is wanted, in the order in which they are written, and of those that have
 * to go. Whether one is in effect is decided as `missingFrom` decides it: by all values of its key, because a
 * later one can take it back.
 */
export function tokenStates(
  facts: Pick<BootFacts, "kernel" | "bootLoader" | "managed">,
  wanted: readonly KernelToken[],
): readonly TokenState[] {
  const running = parseCommandLine(facts.kernel.commandLine);
  const entries = ordinaryEntries(facts.bootLoader.entries).map(({ commandLine }) =>
    parseCommandLine(commandLine),
  );
  const absent = new Set(entries.flatMap((entry) => missingFrom(entry, wanted)));
  const ineffective = new Set(missingFrom(running, wanted));
  const kept = wanted.map((token): TokenState => {
    const isStored = entries.length > 0 && !absent.has(token);
    const state = isStored ? (ineffective.has(token) ? "pending reboot" : "in effect") : "will change";
    return { text: token.text, wanted: true, state };
  });
  const going = staleTokens(facts, wanted).flatMap((text): readonly TokenState[] => {
    if (entries.some((entry) => hasToken(entry, text)))
      return [{ text, wanted: false, state: "will change" }];
    return hasToken(running, text) ? [{ text, wanted: false, state: "pending reboot" }] : [];
  });
  return [...going, ...kept];
}

/** One line per argument, as the preview shows it. */
export function describeTokens(states: readonly TokenState[]): readonly string[] {
  return states.map(({ text, wanted, state }) => {
    const sign = state !== "will change" ? " " : wanted ? "+" : "-";
    return `${sign} ${text}  (${wanted ? WANTED[state] : GOING[state]})`;
  });
}

const WANTED: Readonly<Record<TokenState["state"], string>> = {
  "in effect": "in effect",
  "pending reboot": "configured, waits for the reboot",
  "will change": "new",
};

const GOING: Readonly<Record<TokenState["state"], string>> = {
  "in effect": "in effect",
  "pending reboot": "removed, in effect until the reboot",
  "will change": "not wanted any more",
};
