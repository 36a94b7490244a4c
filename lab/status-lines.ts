import type { LabStatus } from "./instance/status.ts";

/** One line per instance, in columns. */
export function statusLines(states: readonly LabStatus[]): string {
  if (states.length === 0) return "no lab instances; `npm run lab -- start` creates one";
  const rows = states.map((state) => [
    state.name,
    state.state,
    `port ${state.port}`,
    state.pid === undefined ? "-" : `pid ${state.pid}`,
    state.variants.join(" ") || "standard",
    `image ${state.imageHash}`,
  ]);
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
