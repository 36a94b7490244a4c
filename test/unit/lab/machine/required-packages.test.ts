import { expect, test } from "vitest";
import { installCommand, notInstalled, requiredPackages } from "../../../../lab/machine/required-packages.ts";

test.each([
  ["nothing is known", "", ["a", "b"]],
  ["one is installed", "a installed\n", ["b"]],
  ["one was removed and left its configuration", "a installed\nb config-files\n", ["b"]],
  ["all are installed", "b installed\na installed\n", []],
])("missing when %s", (_, status, missing) => {
  expect(notInstalled(status, ["a", "b"])).toEqual(missing);
});

test("the command can be pasted, with sudo only where it is needed", () => {
  expect(installCommand(["ovmf"], true)).toBe(
    "apt-get update && apt-get install --yes --no-install-recommends ovmf",
  );
  expect(installCommand(["ovmf"], false)).toBe(
    "sudo apt-get update && sudo apt-get install --yes --no-install-recommends ovmf",
  );
});

test("every package is named once, in order", () => {
  expect(requiredPackages).toEqual([...new Set(requiredPackages)].sort());
});
