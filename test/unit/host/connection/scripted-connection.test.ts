import { describe, expect, it } from "vitest";
import { scriptedConnection } from "../../../driver/scripted-connection.ts";

describe("a scripted connection", () => {
  const connection = scriptedConnection({
    one: "first\nsecond\nrest",
    two: { code: 2, stderr: "no\n" },
    three: ({ args = [] }) => args.join(),
  });

  it("answers what it knows, and remembers what it was asked", async () => {
    const lines: string[] = [];
    const onLine = (line: string) => lines.push(line);
    expect(await connection.run("one", { onLine })).toEqual({
      code: 0,
      stdout: "first\nsecond\nrest",
      stderr: "",
    });
    expect(await connection.run("two")).toEqual({ code: 2, stdout: "", stderr: "no\n" });
    expect(await connection.run("three", { args: ["a", "b"] })).toMatchObject({ stdout: "a,b" });
    expect(lines).toEqual(["first", "second"]);
    expect(connection.calls.map(({ script }) => script)).toEqual(["one", "two", "three"]);
  });

  it.each(["four", "toString"])("throws on anything else, such as %s", async (script) => {
    await expect(connection.run(script)).rejects.toThrow(`no answer to:\n${script}`);
  });
});
