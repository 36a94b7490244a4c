import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { lastLines } from "../../toolchain/local/last-lines.ts";

/** The end of the serial console as readable text; empty when there is no log. */
export function serialTail(path: string, count = 20): string {
  return lastLines(stripVTControlCharacters(readLog(path)), count);
}

function readLog(path: string): string {
  try {
    return readFileSync(path, "utf8").slice(-20_000);
  } catch {
    return "";
  }
}
