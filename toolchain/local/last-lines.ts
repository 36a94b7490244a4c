/**
 * The last `count` lines of a text that are not empty. A line that a progress bar rewrote has its final form.
 */
export function lastLines(text: string, count: number): string {
  const lines = text.split("\n").map((line) => line.replace(/^.*\r(?=.)/, "").trimEnd());
  return lines
    .filter((line) => line !== "")
    .slice(-count)
    .join("\n");
}
