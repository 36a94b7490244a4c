import { readdirSync } from "node:fs";
import { join } from "node:path";
import { projectDir } from "../../toolchain/engine-cache.ts";

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

/** In the order they run: what is quick and needs nothing comes first, while the rest is prepared. */
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
  vitestProject("scripts", ["scripts"], 12),
  vitestProject("sshd", ["sshd"], 6),
  vitestProject("states", ["tree"], 8),
  vitestProject("engine", ["engine"], 8),
  vitestProject("lab", ["packages", "image", "engine"], 45),
  { ...vitestProject("variants", ["packages", "image", "engine"], 55), onlyByName: true },
  { ...vitestProject("faults", ["packages", "image"], 57), onlyByName: true },
];

/** The report a vitest project writes, for the totals. */
export function reportPath(suite: string, resultsDir: string): string {
  return join(resultsDir, `${suite}.json`);
}

/** The suites a person names, in their order of running; without names all that exist and need not be named. Names that are none come back as `unknown`. */
export function selectSuites(
  names: readonly string[],
  existing: (suite: Suite) => boolean = hasFolder,
): { readonly suites: readonly Suite[]; readonly unknown: readonly string[] } {
  const unknown = names.filter((name) => !allSuites.some((suite) => suite.name === name));
  const suites = allSuites.filter((suite) =>
    names.length === 0 ? suite.onlyByName !== true && existing(suite) : names.includes(suite.name),
  );
  return { suites, unknown };
}

/** A vitest project exists once it has a folder; that one without a test then fails. */
function hasFolder({ kind, name }: Suite): boolean {
  const entries = readdirSync(join(projectDir, "test"), { withFileTypes: true });
  return kind === "command" || entries.some((entry) => entry.isDirectory() && entry.name === name);
}

function vitestProject(name: string, needs: readonly Need[], minutes: number): Suite {
  const command = ["vitest", "run", "--project", name, "--reporter=default", "--reporter=json"] as const;
  return { name, kind: "vitest", command: [...command], needs, minutes };
}
