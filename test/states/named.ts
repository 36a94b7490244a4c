/** What a preview says that it changes. */
export interface Named {
  readonly files: readonly string[];
  /** Whether boot loader entries are edited. */
  readonly entries: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Tokens of others that come along, or go, because the menu lags behind its settings. */
  readonly late: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** Kernel settings that are set at once, with what they become. */
  readonly sysctl: Readonly<Record<string, string>>;
}

/** Reads the plan in words, as people see it. */
export function namedBy(messages: readonly string[]): Named {
  const lines = messages.flatMap((message) => message.split("\n"));
  const all = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return {
    files: [
      ...all(/^(?:new (?:file|script)|(?:file|script) changes:|(?:file|script) is removed:) (\S+)/),
      ...all(/^overlay initrd (\S+) is (?:built|removed)/),
      ...all(/^initramfs (\S+) is (?:rebuilt|restored)/),
      ...all(/^boot menu (\S+) is regenerated/),
    ].sort(),
    entries: lines.some((line) => line.startsWith("boot loader entries of this system are edited")),
    added: all(/^ {2}\+ (.*) {2}\(new\)$/).sort(),
    removed: all(/^ {2}- (.*) {2}\(not wanted any more\)$/).sort(),
    late: {
      added: all(/^ {2}\+ (.*) {2}\(set by others since the menu was made\)$/).sort(),
      removed: all(/^ {2}- (.*) {2}\(removed by others since the menu was made\)$/).sort(),
    },
    sysctl: Object.fromEntries(
      lines.flatMap((line) => {
        const [, name, value] = /^sysctl (\S+): .* -> (.*), at once$/.exec(line) ?? [];
        return name === undefined || value === undefined ? [] : [[name, value] as const];
      }),
    ),
  };
}

/** What it says of a plan that changes nothing. */
export const nothing: Named = {
  files: [],
  entries: false,
  added: [],
  removed: [],
  late: { added: [], removed: [] },
  sysctl: {},
};

/** Whether a run says that the host has to be rebooted. */
export function saysReboot(messages: readonly string[]): boolean {
  return messages.some((message) => /^reboot required:$/m.test(message));
}

/** Whether a run warns that devices are kept apart less than before. */
export function warnsOfIsolation(messages: readonly string[]): boolean {
  return messages.some((message) => message.includes("acsOverride weakens isolation"));
}
