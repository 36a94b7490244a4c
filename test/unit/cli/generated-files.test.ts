import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { generatedFiles, sdkFolder } from "../../../cli/generated-files.ts";
import { projectDir } from "../../../toolchain/local/paths.mjs";

const files = await generatedFiles();

test.each([...files])("%s is what the schemas say (`npm run generate` writes it)", (path, text) => {
  expect(readFileSync(join(projectDir, path), "utf8")).toBe(text);
});

test("nothing else is among the generated classes", () => {
  const found = readdirSync(join(projectDir, sdkFolder)).map((name) => join(sdkFolder, name));
  expect(found.filter((path) => !files.has(path))).toEqual([]);
});
