import type { SysctlChange } from "../../model/boot/boot-change.ts";
import type { SysctlFacts } from "../../model/facts/sysctl.ts";
import { parseSysctlLines, type SysctlValues, sameSysctl } from "../settings/sysctl.ts";

/** The texts of our file in /etc/sysctl.d: as it is, as we wrote it last, and as it is wanted; each may be absent. */
export interface SysctlTexts {
  readonly ours?: string | undefined;
  readonly wanted?: string | undefined;
}

/**
 * What the running system needs: the wanted values, and for names that are not wanted any more the value before us, unless somebody has
 * changed it since. No reboot: it is done before the file is written, so that a run that was cut off is seen by the file.
 */
export function planSysctl(facts: SysctlFacts, { ours, wanted }: SysctlTexts): readonly SysctlChange[] {
  const values = parseSysctlLines(wanted ?? "");
  const set = Object.entries(values).flatMap(([name, to]): readonly SysctlChange[] => {
    const from = facts.running[name];
    return sameSysctl(from, to) ? [] : [{ kind: "sysctl", name, from, to }];
  });
  const old = Object.entries(parseSysctlLines(ours ?? "")).filter(([name]) => values[name] === undefined);
  return [...set, ...giveBack(facts, Object.fromEntries(old)).changes];
}

/** How the values of our file are given back: those that are still ours, and a remark for each that is not. */
export function giveBack(
  { running, before }: SysctlFacts,
  ours: SysctlValues,
): { readonly changes: readonly SysctlChange[]; readonly remarks: readonly string[] } {
  const known = Object.entries(ours).flatMap(([name, value]) => {
    const [from, to] = [running[name], before[name]];
    return from === undefined || to === undefined || sameSysctl(from, to) ? [] : [{ name, value, from, to }];
  });
  const still = known.filter(({ value, from }) => sameSysctl(from, value));
  const theirs = known.filter(({ value, from }) => !sameSysctl(from, value));
  return {
    changes: still.map(({ name, from, to }) => ({ kind: "sysctl", name, from, to })),
    remarks: theirs.map(
      ({ name, value, from }) =>
        `sysctl ${name} was changed by somebody else from ${value} to ${from}, and was left so`,
    ),
  };
}
