import { join } from "node:path";

/** What a suite needs beyond the npm packages. */
export type Need = "packages" | "scripts" | "sshd" | "tree" | "engine" | "image";

export interface Suite {
  readonly name: string;
  /** A vitest project counts its tests, a command counts as one. */
  readonly kind: "command" | "vitest";
  /** Program (of node_modules/.bin) and arguments; a vitest project has its own. */
  readonly command: readonly [string, ...string[]];
  readonly needs: readonly Need[];
  /** After this the suite is stopped and counts as failed. */
  readonly minutes: number;
  /** Runs only when it is named: with it, a whole run would take longer than anybody waits. */
  readonly onlyByName?: boolean;
}

const NOT_EVERY_RUN = ["--exclude", "**/every-run.test.ts"];

/**
 * In the order they run: what is quick and needs nothing comes first, while the rest is prepared. Those that
 * need the image use a machine, and run beside the others.
 */
export const allSuites: readonly Suite[] = [
  { name: "types", kind: "command", command: ["tsc", "--noEmit"], needs: [], minutes: 4 },
  {
    name: "lint",
    kind: "command",
    command: ["biome", "check", "--error-on-warnings"],
    needs: [],
    minutes: 2,
  },
  vitestProject("unit", [], 8),
  vitestProject("provider", [], 6),
  vitestProject("scripts", ["scripts"], 15),
  vitestProject("sshd", ["sshd"], 6),
  vitestProject("states", ["tree"], 8),
  vitestProject("engine", ["engine"], 8),
  vitestProject("lab", ["packages", "image", "engine"], 45),
  vitestProject("faults", ["packages", "image"], 30, ["every-run"]),
  { ...vitestProject("variants", ["packages", "image", "engine"], 90), onlyByName: true },
  {
    ...vitestProject("faults", ["packages", "image"], 120, NOT_EVERY_RUN),
    name: "rare-faults",
    onlyByName: true,
  },
];

/** The names of the suites with all faults there are. */
export const faultSuites = ["faults", "rare-faults"] as const;

/** The report a vitest project writes, for the totals. */
export function reportPath(suite: string, resultsDir: string): string {
  return join(resultsDir, `${suite}.json`);
}

/**
 * The suites the user names, in their order of running; without names all that need not be named. Names that
 * are none come back as `unknown`.
 */
export function selectSuites(names: readonly string[]): {
  readonly suites: readonly Suite[];
  readonly unknown: readonly string[];
} {
  const unknown = names.filter((name) => !allSuites.some((suite) => suite.name === name));
  const suites = allSuites.filter((suite) =>
    names.length === 0 ? suite.onlyByName !== true : names.includes(suite.name),
  );
  return { suites, unknown };
}

/** `rest`: further arguments of vitest. */
function vitestProject(
  name: string,
  needs: readonly Need[],
  minutes: number,
  rest: readonly string[] = [],
): Suite {
  const reporters = ["--reporter=default", "--reporter=json"];
  return {
    name,
    kind: "vitest",
    command: ["vitest", "run", "--project", name, ...rest, ...reporters],
    needs,
    minutes,
  };
}
