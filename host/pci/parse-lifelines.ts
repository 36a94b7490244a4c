import type { Lifelines } from "./lifelines.ts";

export function parseLifelines(_text: string): Lifelines {
  const unknown = { state: "unknown", because: "it was not read", parts: [] } as const;
  return { network: unknown, disks: unknown };
}
