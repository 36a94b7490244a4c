import type { BootLoaderFacts } from "./boot-loader.ts";

export function parseBootLoader(_text: string): BootLoaderFacts {
  return { loader: "unknown", evidence: [], entries: [] };
}
