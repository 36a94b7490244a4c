const WIDTH = 110;

/**
 * A doc comment of a text, wrapped so that no line is longer than 110 columns behind the indent. Paragraphs
 * are separated by empty lines; lines that begin with four spaces are code and stay as they are. Empty for an
 * empty text.
 */
export function docComment(text: string, indent: string): string {
  if (text === "") return "";
  const single = `${indent}/** ${text.replaceAll(/\s+/g, " ")} */`;
  if (single.length <= WIDTH && !text.includes("\n\n")) return `${single}\n`;
  const lines = text.split("\n\n").flatMap((paragraph, index) => {
    const width = WIDTH - indent.length - " * ".length;
    const wrapped = paragraph.startsWith("    ") ? paragraph.split("\n") : wrap(paragraph, width);
    return index === 0 ? wrapped : ["", ...wrapped];
  });
  const body = lines.map((line) => `${indent} * ${line}`.trimEnd());
  return `${[`${indent}/**`, ...body, `${indent} */`].join("\n")}\n`;
}

/**
 * Breaks a text between words, but not inside code such as `a b`, which must stay on one line to be shown as
 * code.
 */
function wrap(text: string, width: number): readonly string[] {
  const words = text.replaceAll(/\s+/g, " ").match(/(?:`[^`]*`|[^\s`])+/g) ?? [];
  const lines: string[] = [];
  for (const word of words) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || longer.length > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
