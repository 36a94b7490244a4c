/** Whether the text of a file is a program: one of our helpers, which a preview shows by what it does. */
export function isScript(text: string): boolean {
  return text.startsWith("#!");
}

/**
 * A helper script by its size, and by the first sentence of its comment that says what it does: `(2.1 kB):
 * Binds …`.
 */
export function describeScript(text: string): string {
  const bytes = Buffer.byteLength(text, "utf8");
  const size = bytes < 1_000 ? `${bytes} bytes` : `${(bytes / 1_000).toFixed(1)} kB`;
  const [purpose] = commentOf(text).split(/(?<=\.) |\.$/);
  return purpose ? `(${size}): ${purpose.replace(/\.$/, "")}` : `(${size})`;
}

/** The comment at its head, without the first line and the notice. */
function commentOf(text: string): string {
  const [, ...lines] = text.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .filter((line) => !line.startsWith("# Written by"))
    .map((line) => line.replace(/^#\s*/, ""))
    .join(" ");
}
