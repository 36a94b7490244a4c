const MARK = "[secret]";

/**
 * Shorter secrets are only replaced where they stand alone: a password `a` must not make all text unreadable.
 */
const SHORT = 4;

/** Knows the secrets of a run, and replaces them in every text that leaves the process. */
export class Redactor {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  /** Remembers every string in a value. */
  add(value: unknown): void {
    if (typeof value === "string") this.#addText(value);
    else if (typeof value === "number") this.#addText(String(value));
    else if (typeof value === "object" && value !== null)
      for (const item of Object.values(value)) this.add(item);
  }

  /** The text with every secret, also quoted, escaped or encoded, replaced by `[secret]`. */
  redact(text: string): string {
    if (this.#forms.size === 0) return text;
    this.#pattern ??= patternOf(this.#forms);
    return text.replaceAll(this.#pattern, MARK);
  }

  #addText(text: string): void {
    for (const form of formsOf(text)) this.#forms.add(form);
    this.#pattern = undefined;
  }
}

/** A secret of several lines may be shown indented, so each of its longer lines counts. */
function formsOf(secret: string): readonly string[] {
  const trimmed = secret.trim();
  const lines = trimmed.includes("\n") ? trimmed.split("\n").filter((line) => line.trim().length >= 8) : [];
  const texts = [secret, trimmed, ...lines.map((line) => line.trim())].filter((text) => text !== "");
  return texts.flatMap((text) => [
    text,
    text.replaceAll("'", `'\\''`),
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text.toWellFormed()),
    escapeXml(text),
    ...base64Forms(text),
  ]);
}

/** How base64 shows a text at each of its three possible places inside a longer one, in both alphabets. */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  if (bytes.length < SHORT) return [];
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const inner = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function patternOf(forms: ReadonlySet<string>): RegExp {
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  const alternatives = longestFirst.map((form) => {
    const literal = form.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    return form.length < SHORT ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal;
  });
  return new RegExp(alternatives.join("|"), "gu");
}
