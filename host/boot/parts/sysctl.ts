import type { BootFacts } from "../../model/boot/boot-facts.ts";
import { writtenText } from "../../model/facts/managed-facts.ts";
import { paths } from "../../model/managed-paths.ts";
import { parseSysctlLines, type SysctlValues, sameSysctl } from "../settings/sysctl.ts";
import { sysctlInstruction } from "../transaction/instructions.ts";
import type { Part } from "./part.ts";

/** A value that the running system is to get at once. */
export interface SysctlChange {
  readonly kind: "sysctl";
  readonly name: string;
  /** The value now; absent = not read yet, or there is none. */
  readonly from?: string | undefined;
  readonly to: string;
}

/**
 * Kernel settings of the running system: the wanted values, and for names that are not wanted any more the
 * value before us, unless another program has changed it since. Set before the file is written, so that the
 * file shows a run that was cut off.
 */
export const sysctl: Part<SysctlChange> = {
  kind: "sysctl",
  changesBoot: false,
  isShownFirst: true,
  property: "sysctl",
  plan: (facts, wanted) => {
    const values = parseSysctlLines(wanted.files[paths.sysctl] ?? "");
    const set = Object.entries(values).flatMap(([name, to]): readonly SysctlChange[] => {
      const from = facts.sysctl.running[name];
      return sameSysctl(from, to) ? [] : [{ kind: "sysctl", name, from, to }];
    });
    const written = parseSysctlLines(facts.managed.ours[paths.sysctl] ?? "");
    const old = Object.entries(written).filter(([name]) => values[name] === undefined);
    return [...set, ...restore(facts, Object.fromEntries(old)).changes];
  },
  describe: ({ name, from, to }) => [`sysctl ${name}: ${from ?? "?"} -> ${to}, at once`],
  instructions: (change) => [sysctlInstruction(change)],
  unmet: ({ name, from, to }) => [`sysctl ${name} is ${from ?? "not there"}, not ${to}`],
  undo: (facts) => {
    const written = writtenText(facts.managed, paths.sysctl) ?? "";
    const { changes, remarks } = restore(facts, parseSysctlLines(written));
    return { instructions: changes.map(sysctlInstruction), remarks };
  },
};

/** The values from before us for those that are still ours, and a remark for each that is not. */
function restore(
  { sysctl: { running, before } }: Pick<BootFacts, "sysctl">,
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
        `sysctl ${name} was changed by another program or by you from ${value} to ${from}, and was left so`,
    ),
  };
}
