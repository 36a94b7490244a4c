/** What a preview says that it changes. */
export interface Named {
  readonly files: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Tokens of others that come along, or go, because the menu lags behind its settings. */
  readonly late: { readonly added: readonly string[]; readonly removed: readonly string[] };
}

/** Reads the plan in words, as people see it. */
export function namedBy(messages: readonly string[]): Named {
  const lines = messages.flatMap((message) => message.split("\n"));
  const all = (pattern: RegExp) => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  return {
    files: [
      ...all(/^(?:new file|file changes:|file is removed:) (\S+)/),
      ...all(/^overlay initrd (\S+) is built/),
      ...all(/^boot menu (\S+) is made anew/),
    ].sort(),
    added: all(/^ {2}\+ (.*) {2}\(new\)$/).sort(),
    removed: all(/^ {2}- (.*) {2}\(not wanted any more\)$/).sort(),
    late: {
      added: all(/^ {2}\+ (.*) {2}\(set by others since the menu was made\)$/).sort(),
      removed: all(/^ {2}- (.*) {2}\(removed by others since the menu was made\)$/).sort(),
    },
  };
}
