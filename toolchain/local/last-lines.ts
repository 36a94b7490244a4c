/** The last `count` lines of a text that have text in them. Of a line that a progress bar rewrote, the final form. */
export function lastLines(text: string, count: number): string {
  const lines = text.split("\n").map((line) => line.replace(/^.*\r(?=.)/, "").trimEnd());
  return lines
    .filter((line) => line !== "")
    .slice(-count)
    .join("\n");
}
