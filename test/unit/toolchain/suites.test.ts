import { expect, test } from "vitest";
import config from "../../../vitest.config.ts";
import { allSuites, selectSuites } from "../../driver/suites.ts";

const names = (suites: readonly { name: string }[]) => suites.map(({ name }) => name);

test("every vitest project is a suite", () => {
  const projects = config.test?.projects?.map((project) => (project as { test: { name: string } }).test.name);
  expect(names(allSuites.filter(({ kind }) => kind === "vitest"))).toEqual(projects);
});

test("named suites run in their own order, whether they exist or not", () => {
  const { suites, unknown } = selectSuites(["sshd", "types", "units"], () => false);
  expect(names(suites)).toEqual(["types", "sshd"]);
  expect(unknown).toEqual(["units"]);
});

test("without names those run that exist, but none that has to be named", () => {
  const { suites } = selectSuites([], ({ name }) => name !== "lab");
  const left = allSuites.filter(({ name }) => !["lab", "variants", "faults"].includes(name));
  expect(names(suites)).toEqual(names(left));
  expect(names(selectSuites(["variants"]).suites)).toEqual(["variants"]);
});
