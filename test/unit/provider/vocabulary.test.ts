import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { connectionSettingsSchema } from "../../../host/connection/ssh-config/connection-settings.ts";
import { registry } from "../../../provider/registry.ts";
import { unwrapped } from "../../../provider/schema/unwrapped.ts";
import { projectDir } from "../../../toolchain/local/paths.mjs";

/** Paths such as `Domain.title` of properties that no test sets, and why. */
const UNSET: Readonly<Record<string, string>> = {};

const TESTS = textsOf("test", ".ts");

test.each([
  ["Provider", connectionSettingsSchema] as const,
  ...registry.resources.map(({ name, inputs }) => [name, inputs] as const),
])("every property of %s is set by some test, or it is said why not", (name, schema) => {
  const unset = propertiesIn(schema).filter((path) => !isSet(path.split(".").at(-1) ?? path));
  const listed = Object.keys(UNSET).filter((path) => path.startsWith(`${name}.`));
  expect(unset.map((path) => `${name}.${path}`).sort()).toEqual(listed.sort());
});

/** Paths of all properties, those of nested objects too. */
function propertiesIn(schema: z.core.$ZodType): readonly string[] {
  const bare = unwrapped(schema);
  if (bare instanceof z.core.$ZodArray) return propertiesIn(bare._zod.def.element);
  if (bare instanceof z.core.$ZodRecord) return propertiesIn(bare._zod.def.valueType);
  if (bare instanceof z.core.$ZodUnion) return bare._zod.def.options.flatMap(propertiesIn);
  if (!(bare instanceof z.core.$ZodObject)) return [];
  return Object.entries<z.core.$ZodType>(bare._zod.def.shape).flatMap(([name, value]) => [
    name,
    ...propertiesIn(value).map((inner) => `${name}.${inner}`),
  ]);
}

/**
 * `name: value`, `{ name }` and `{ a, name, b }`. By the name alone: two properties of one name count as one.
 */
function isSet(name: string): boolean {
  return new RegExp(`[{,\\s"]${name}"?\\s*(?::|,|\\s\\})`).test(TESTS);
}

function textsOf(folder: string, ending: string): string {
  return readdirSync(join(projectDir, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ending) && !path.endsWith("vocabulary.test.ts"))
    .map((path) => readFileSync(join(projectDir, folder, path), "utf8"))
    .join("\n");
}
