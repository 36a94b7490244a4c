import { join } from "node:path";
import { expect, test } from "vitest";
import { settingsPage } from "../../../stacks/settings-page.ts";

const PAGE = join(import.meta.dirname, "../../../docs/settings.md");

test("docs/settings.md is what the schema says (npx vitest run --project unit -u writes it anew)", async () => {
  await expect(settingsPage()).toMatchFileSnapshot(PAGE);
});

test("every setting has a meaning", () => {
  const empty = settingsPage()
    .split("\n")
    .filter((line) => line.startsWith("| `") && line.endsWith("|  |"));
  expect(empty).toEqual([]);
});
