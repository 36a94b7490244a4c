import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { removablePackages } from "../machine/variants.ts";
import { guestSuite } from "./guest-packages.ts";
import { type ImageParts, packagesWith, partsOf, standardParts } from "./parts.ts";

/** The scripts and files that go into every image. */
export const contentsDir = join(import.meta.dirname, "contents");

/**
 * The password of user `pw`, who may use sudo with it. The workstation can be reached from this machine only.
 */
export const labPassword = "workstation";

/** Everything that decides what an image contains, apart from the day's package versions. */
export interface Recipe {
  /** Raised when this code builds differently from the same ingredients. */
  readonly version: number;
  readonly suite: string;
  readonly packages: readonly string[];
  readonly repository: readonly string[];
  readonly password: string;
  /** Path inside the contents folder → text. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * The recipe of the image with these parts. A part that an image does not have is not in its recipe: a change
 * of it rebuilds nothing.
 */
export function currentRecipe(wanted: ImageParts = standardParts): Recipe {
  const parts = partsOf(wanted);
  return {
    version: 1,
    suite: guestSuite,
    packages: packagesWith(parts),
    repository: removablePackages,
    password: labPassword,
    files: Object.assign(
      readFiles(contentsDir),
      ...parts.map(({ name, dir }) => readFiles(dir, `parts/${name}/`)),
    ),
  };
}

/** 16 hexadecimal digits that change with every ingredient. The order of the lists does not matter. */
export function recipeHash(recipe: Recipe): string {
  const canonical = {
    ...recipe,
    packages: [...recipe.packages].sort(),
    repository: [...recipe.repository].sort(),
    files: Object.entries(recipe.files).sort(([a], [b]) => (a < b ? -1 : 1)),
  };
  const fields = Object.entries(canonical).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex").slice(0, 16);
}

function readFiles(dir: string, prefix = ""): Record<string, string> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [prefix + path.slice(dir.length + 1), readFileSync(path, "utf8")];
    }),
  );
}
