import { expect, test } from "vitest";
import config from "../../../../vitest.config.ts";
import { allSuites, selectSuites } from "../../../driver/suites.ts";

const names = (suites: readonly { name: string }[]) => suites.map(({ name }) => name);

test("every vitest project is a suite, and that of the faults two", () => {
  const projects = config.test?.projects?.map((project) => (project as { test: { name: string } }).test.name);
  const suites = names(allSuites.filter(({ kind }) => kind === "vitest"));
  expect(suites.toSorted()).toEqual([...(projects ?? []), "rare-faults"].toSorted());
});

test("named suites run in their own order", () => {
  const { suites, unknown } = selectSuites(["sshd", "types", "units"]);
  expect(names(suites)).toEqual(["types", "sshd"]);
  expect(unknown).toEqual(["units"]);
});

test("without names all run but those that have to be named", () => {
  const left = allSuites.filter(({ name }) => !["variants", "rare-faults"].includes(name));
  expect(names(selectSuites([]).suites)).toEqual(names(left));
  expect(names(selectSuites(["variants"]).suites)).toEqual(["variants"]);
});
