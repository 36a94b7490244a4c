import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parts } from "../../../../../host/boot/parts/parts.ts";

const FOLDER = fileURLToPath(new URL("../../../../../host/boot/parts/", import.meta.url));

test("every kind of change is in the list, once", async () => {
  const files = readdirSync(FOLDER).filter((name) => name !== "parts.ts");
  const modules: Readonly<Record<string, unknown>>[] = await Promise.all(
    files.map((name) => import(FOLDER + name)),
  );
  const defined = modules.flatMap(Object.values).filter(isPart);
  expect(parts.map(({ kind }) => kind).sort()).toEqual(defined.map(({ kind }) => kind).sort());
  expect(new Set(parts.map(({ kind }) => kind)).size).toBe(parts.length);
});

function isPart(value: unknown): value is { readonly kind: string } {
  return typeof value === "object" && value !== null && "kind" in value && "plan" in value;
}
