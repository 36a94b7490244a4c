/** One argument of a kernel command line. */
export interface KernelToken {
  /**
   * The name as the kernel compares it: without quotes, and with `-` written as `_`, which is the same to it
   * (kernel/params.c, parameq).
   */
  readonly key: string;
  /** The value as the kernel gets it, without the quotes around it; `undefined` for a flag. */
  readonly value: string | undefined;
  /** The token as written, quotes and all. */
  readonly text: string;
}

/**
 * A kernel command line: its tokens in order, and the exact blanks around them, one more than there are
 * tokens.
 */
export interface CommandLine {
  readonly tokens: readonly KernelToken[];
  readonly gaps: readonly string[];
}

/** Blanks are what the kernel's isspace() takes for them; JavaScript's \s has more. */
const PARTS = /([ \t\n\v\f\r]*)((?:"[^"]*(?:"|$)|[^ \t\n\v\f\r"])*)/gy;

/**
 * Takes a command line apart at blanks outside of double quotes, as the kernel does (lib/cmdline.c,
 * next_arg): a quote may begin anywhere, cannot be escaped, and one without an end reaches to the end of the
 * line.
 */
export function parseCommandLine(text: string): CommandLine {
  const tokens: KernelToken[] = [];
  const gaps: string[] = [];
  for (const [, gap = "", token = ""] of text.matchAll(PARTS)) {
    if (token === "") {
      gaps.push(gap);
      break;
    }
    gaps.push(gap);
    tokens.push(parseToken(token));
  }
  if (gaps.length === tokens.length) gaps.push("");
  return { tokens, gaps };
}

/** The exact text of a command line: what was parsed comes back byte for byte. */
export function renderCommandLine({ tokens, gaps }: CommandLine): string {
  return tokens.map(({ text }, at) => `${gaps[at] ?? " "}${text}`).join("") + (gaps[tokens.length] ?? "");
}

/** The text of tokens, one blank between them. */
export function renderTokens(tokens: readonly KernelToken[]): string {
  return tokens.map(({ text }) => text).join(" ");
}

/**
 * One token. An `=` at the very beginning belongs to the name (next_arg counts from the second character).
 */
export function parseToken(text: string): KernelToken {
  const quoted = text.startsWith('"');
  const inner = quoted ? text.slice(1) : text;
  const equals = inner.indexOf("=", 1);
  const name = equals < 0 ? inner : inner.slice(0, equals);
  const key = (equals < 0 && quoted ? withoutEndQuote(name) : name).replaceAll("-", "_");
  return { key, value: equals < 0 ? undefined : valueRead(inner.slice(equals + 1), quoted), text };
}

/** Whether a token's quotes are not closed, so that it takes everything after it into its value. */
export function isOpen({ text }: KernelToken): boolean {
  return text.split('"').length % 2 === 0;
}

/** How many tokens are the kernel's; those from `--` on are for init. */
export function kernelCount({ tokens }: CommandLine): number {
  const end = tokens.findIndex(({ text }) => text === "--" || text === '"--"');
  return end < 0 ? tokens.length : end;
}

/** Quotes around the value, or around the whole token, are not part of it. */
function valueRead(text: string, quoted: boolean): string {
  if (text.startsWith('"')) return withoutEndQuote(text.slice(1));
  return quoted ? withoutEndQuote(text) : text;
}

function withoutEndQuote(text: string): string {
  return text.endsWith('"') ? text.slice(0, -1) : text;
}
