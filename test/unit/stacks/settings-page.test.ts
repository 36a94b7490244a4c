import { expect, test } from "vitest";
import { settingsPage } from "../../../stacks/settings-page.ts";

test("every setting has a meaning", () => {
  const empty = settingsPage()
    .split("\n")
    .filter((line) => line.startsWith("| `") && line.endsWith("|  |"));
  expect(empty).toEqual([]);
});

test("the tables of disks are behind the guest's own, whatever sections there are", () => {
  const titles = settingsPage()
    .split("\n")
    .filter((line) => line.startsWith("##"));
  const guest = titles.indexOf("## guest");
  expect(titles.slice(guest + 1, guest + 3)).toEqual([
    "### A disk that is created",
    "### A disk or medium that exists",
  ]);
});
