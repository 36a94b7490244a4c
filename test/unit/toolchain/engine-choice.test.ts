import { describe, expect, test } from "vitest";
import { judgeEngine, judgeGo } from "../../../toolchain/engine-choice.ts";

describe("an engine on PATH", () => {
  test.each([
    ["v3.259.0\n", true],
    ["v3.300.1", true],
    ["v4.0.0", true],
    ["3.260.0-alpha.1", true],
    ["v3.259.0-dev.0", false],
    ["v3.258.9", false],
    ["v3.26.0", false],
    ["", false],
    ["unknown", false],
  ])("version %j is used: %s", (version, usable) => {
    expect(judgeEngine({ path: "/usr/bin/pulumi", version, hasLanguageHost: true }).usable).toBe(usable);
  });

  test.each([
    [{ version: "v3.100.0", hasLanguageHost: true }, "/p is 3.100.0, older than 3.259.0"],
    [{ version: "v3.259.0", hasLanguageHost: false }, "/p comes without pulumi-language-nodejs on PATH"],
    [{ version: "", hasLanguageHost: true }, "/p does not show its version (it printed nothing)"],
  ])("%j is refused because: %s", (found, because) => {
    expect(judgeEngine({ path: "/p", ...found })).toEqual({ usable: false, because });
  });
});

describe("a go on PATH", () => {
  test.each([
    ["go1.25.11", "local", true],
    ["go1.26.8", "local", true],
    ["go1.27rc1", "local", true],
    ["go1.27rc1 X:nodwarf5", "auto", true],
    ["go1.25.10", "local", false],
    ["go1.25.10", "auto", true],
    ["go1.21.0", "go1.21.0+auto", true],
    ["go1.21.0", "local+path", false],
    ["go1.19.8", "", false],
    ["devel", "auto", false],
  ])("%s with GOTOOLCHAIN=%s can build: %s", (version, toolchain, usable) => {
    expect(judgeGo({ version, toolchain }).usable).toBe(usable);
  });

  test("none at all", () => {
    expect(judgeGo(undefined)).toEqual({ usable: false, because: "there is no go on PATH" });
  });
});
