/** One argument of a kernel command line, as it was written. */
export interface KernelToken {
  /** The name with `-` written as `_`, which the kernel takes for the same. */
  readonly key: string;
  /** `undefined` for a flag; quotes are kept. */
  readonly value: string | undefined;
  /** The token as written. */
  readonly text: string;
}

/** A kernel command line: its tokens in order. */
export type CommandLine = readonly KernelToken[];

/** Takes a command line apart at blanks outside of double quotes, as the kernel does (lib/cmdline.c, next_arg). */
export function parseCommandLine(text: string): CommandLine {
  return (text.match(/(?:"[^"]*"?|[^\s"])+/g) ?? []).map(parseToken);
}

/** The text of a command line, one blank between tokens. */
export function renderCommandLine(line: CommandLine): string {
  return line.map(({ text }) => text).join(" ");
}

/** One token. */
export function parseToken(text: string): KernelToken {
  const quoted = text.startsWith('"');
  const at = text.indexOf("=");
  const name = (at < 0 ? text : text.slice(0, at)).slice(quoted ? 1 : 0);
  return { key: name.replaceAll("-", "_"), value: at < 0 ? undefined : text.slice(at + 1), text };
}

/** The values that a key has, in order; a flag has `undefined`. Arguments after `--` are for init and do not count. */
export function valuesOf(line: CommandLine, key: string): readonly (string | undefined)[] {
  const end = line.findIndex(({ text }) => text === "--");
  const own = end < 0 ? line : line.slice(0, end);
  return own.filter((token) => token.key === key.replaceAll("-", "_")).map(({ value }) => value);
}

/**
 * The tokens of `wanted` that are not in effect on `line`. Per key the values are compared as an ordered multiset: all wanted ones
 * must be there in their order, and the last one must be the wanted last one, because for most arguments the last one counts.
 */
export function missingFrom(line: CommandLine, wanted: CommandLine): CommandLine {
  const keys = [...new Set(wanted.map(({ key }) => key))];
  const unmet = keys.filter((key) => !holds(valuesOf(line, key), valuesOf(wanted, key)));
  return wanted.filter(({ key }) => unmet.includes(key));
}

/** Whether the line has exactly this token somewhere. */
export function hasToken(line: CommandLine, text: string): boolean {
  const { key, value } = parseToken(text);
  return valuesOf(line, key).includes(value);
}

/** Takes away one occurrence of each given token; everything else keeps its place and its quotes. */
export function withoutTokens(line: CommandLine, tokens: readonly string[]): CommandLine {
  const left = [...tokens];
  return line.filter(({ text }) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function holds(found: readonly (string | undefined)[], wanted: readonly (string | undefined)[]): boolean {
  let at = 0;
  for (const value of found) if (at < wanted.length && value === wanted[at]) at += 1;
  return at === wanted.length && found.at(-1) === wanted.at(-1);
}
