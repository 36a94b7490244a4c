import { expect, test } from "vitest";
import { settingsPage } from "../../../stacks/settings-page.ts";

test("every setting has a meaning", () => {
  const empty = settingsPage()
    .split("\n")
    .filter((line) => line.startsWith("| `") && line.endsWith("|  |"));
  expect(empty).toEqual([]);
});
