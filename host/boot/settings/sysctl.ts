import { z } from "zod";
import { paths } from "../../model/managed-paths.ts";
import { NOTICE } from "../../model/notice.ts";
import { contribution } from "../contribution/contribution.ts";
import { setting } from "../contribution/setting.ts";

/** Kernel settings that can be changed while the system runs, by name (`vm.swappiness`). */
export type SysctlValues = Readonly<Record<string, string>>;

/**
 * Dots divide a name; one that needs a dot in a part, such as a VLAN's, is written with slashes
 * (sysctl.d(5)).
 */
const NAME = /^[a-z0-9_]+(?:(?:\.[A-Za-z0-9_-]+)+|(?:\/[A-Za-z0-9_-][A-Za-z0-9_.:@-]*)+)$/;
/** One line of /proc/sys; the longest that are in use (core_pattern) have 127 characters. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e\t]{0,253}[\x21-\x7e])?$/;

/**
 * Once set, the kernel takes these back at a reboot only (admin-guide/sysctl/kernel.rst), so an undo could
 * not.
 */
const ONE_WAY: readonly string[] = ["kernel.modules_disabled", "kernel.kexec_load_disabled"];

const values = z.record(z.string(), z.string()).superRefine((given, context) => {
  for (const [name, value] of Object.entries(given)) {
    const message = sysctlProblem(name, value);
    if (message !== undefined) context.addIssue({ code: "custom", message, path: [name] });
  }
});

export const sysctl = setting({
  properties: {
    sysctl: values
      .optional()
      .describe(
        'Kernel settings by name, such as `{ "vm.swappiness": "10" }`. They are set at once without a ' +
          "reboot, kept in /etc/sysctl.d/90-pulumi-vfio.conf, and restored by destroy. Not for names " +
          "that another file of /etc/sysctl.d sets, which may be read later.",
      ),
  },
  sysctlNames: ({ sysctl = {} }) => Object.keys(sysctl),
  contribute({ sysctl = {} }, { sysctl: { running } }) {
    const missing = Object.keys(sysctl).filter((name) => running[name] === undefined);
    return contribution({
      files: sysctlFiles(sysctl),
      problems: missing.map(
        (name) => `sysctl.${name}: the host does not have it, or its value cannot be read`,
      ),
    });
  },
  found: ({ files: { [paths.sysctl]: text } }) =>
    text === undefined ? {} : { sysctl: { ...parseSysctlLines(text) } },
});

/** Why a value cannot be set, or `undefined`. */
export function sysctlProblem(name: string, value: string): string | undefined {
  if (!NAME.test(name)) return `"${name}" is not the name of a sysctl`;
  if (ONE_WAY.includes(name.replaceAll("/", "."))) {
    return "it cannot be taken back without a reboot; set it in a file of your own";
  }
  return VALUE.test(value) ? undefined : "the value must be one line of at most 255 characters";
}

/** The file of kernel settings that are set without a reboot; none without settings. */
export function sysctlFiles(values: SysctlValues): Readonly<Record<string, string>> {
  return Object.keys(values).length === 0 ? {} : { [paths.sysctl]: NOTICE + sysctlLines(values) };
}

/** The lines of a file in /etc/sysctl.d. */
export function sysctlLines(values: SysctlValues): string {
  return Object.entries(values)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name} = ${value}\n`)
    .join("");
}

/** The values that such a file sets; of two for one name the last. */
export function parseSysctlLines(text: string): SysctlValues {
  const pairs = text.split("\n").flatMap((line) => {
    const [, name, value] = /^\s*-?([^#;=\s][^=\s]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

/** Whether two values mean the same: the kernel shows lists of numbers with tabs. */
export function sameSysctl(left: string | undefined, right: string | undefined): boolean {
  return left?.trim().replaceAll(/\s+/g, " ") === right?.trim().replaceAll(/\s+/g, " ");
}
