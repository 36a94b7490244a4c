import { StringDecoder } from "node:string_decoder";

/** Returns a sink for chunks of bytes that calls `onLine` with every complete line, without its line end. */
export function lineReader(onLine: (line: string) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  };
}
