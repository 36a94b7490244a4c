import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../../provider/contract/properties.ts";
import { failureOf, type Values } from "../driver/provider-calls.ts";
import { start } from "./started.ts";

const SECRET = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [SECRET]: "1b47061264138c4ac30d75fd1eb44270", value });

interface Case {
  title: string;
  news: Values;
  /** Lines of the one failure after its headline; none when the inputs are valid. */
  problems?: string[];
  inputs?: Values;
}

const cases: Case[] = [
  { title: "fills in defaults", news: { name: "a" }, inputs: { name: "a", size: 1 } },
  {
    title: "fills in nested defaults",
    news: { name: "a", devices: [{ address: "01:00" }] },
    inputs: { name: "a", size: 1, devices: [{ address: "01:00", mode: "alone" }] },
  },
  {
    title: "takes null for absent",
    news: { name: "a", size: null, files: { x: { mode: "1" } } },
    inputs: { name: "a", size: 1, files: { x: { mode: "1" } } },
  },
  {
    title: "returns a secret as a secret",
    news: { name: "a", password: "hunter22" },
    inputs: { name: "a", size: 1, password: secret("hunter22") },
  },
  {
    title: "leaves values with something unknown as they are",
    news: { name: "a", devices: [{ address: UNKNOWN }] },
    inputs: { name: "a", devices: [{ address: UNKNOWN }] },
  },
  {
    title: "lets an unknown stand for a number",
    news: { name: "a", size: UNKNOWN },
    inputs: { name: "a", size: UNKNOWN },
  },
  {
    title: "lets an unknown stand for a whole list or map",
    news: { name: "a", devices: UNKNOWN, files: UNKNOWN },
    inputs: { name: "a", devices: UNKNOWN, files: UNKNOWN },
  },
  {
    title: "does not compare with an unknown",
    news: { name: "a", smallest: 7, size: UNKNOWN },
    inputs: { name: "a", smallest: 7, size: UNKNOWN },
  },
  {
    title: "names what is wrong beside an unknown",
    news: { name: UNKNOWN, devices: [{ address: UNKNOWN, mode: "some" }, { address: "x" }], sise: 3 },
    problems: [
      'devices[0].mode: expected one of "shared"|"alone"',
      "devices[1].address: must be an address such as 01:00",
      "sise: there is no such property; did you mean size?",
    ],
  },
  { title: "names what is missing", news: {}, problems: ["name: is missing, expected string"] },
  {
    title: "names all problems with their paths",
    news: { name: "", size: 1.5, nam: 1, files: { "/etc/x": { mode: 7, mod: 1 } } },
    problems: [
      "name: must not be empty",
      "size: must be a whole number",
      'files["/etc/x"].mode: expected string, received number',
      'files["/etc/x"].mod: there is no such property; did you mean mode?',
      "nam: there is no such property; did you mean name?",
    ],
  },
  {
    title: "lists the properties when none is near",
    news: { name: "a", devices: [{ address: "01:00", zzzzzz: 1 }] },
    problems: ["devices[0].zzzzzz: there is no such property; there are address, mode"],
  },
  {
    title: "reports rules about several properties",
    news: { name: "a", smallest: 7 },
    problems: ["smallest must not be above size"],
  },
];

describe("check", () => {
  test.for(cases)("$title", async ({ news, problems, inputs }) => {
    const { call } = await start({});
    const answer = await call.check("Thing", news);
    if (problems === undefined) {
      expect(answer).toEqual({ inputs, failures: [] });
    } else {
      const text = ["its inputs are wrong:", ...problems.map((problem) => `  ${problem}`)].join("\n");
      expect(answer.failures).toEqual([["", text]]);
    }
  });

  test("lets the type complete valid inputs, and tells it the old ones", async () => {
    const seen: unknown[] = [];
    const { call } = await start({
      check: async (_context, news, olds) => {
        seen.push(olds);
        return { ...news, files: { a: { mode: "1" } } };
      },
    });
    const { inputs } = await call.check("Thing", { name: "a" });
    expect(inputs).toEqual({ name: "a", size: 1, files: { a: { mode: "1" } } });
    await call.check("Thing", { name: "a" }, { name: "b" });
    expect(seen).toEqual([undefined, { name: "b" }]);
  });

  test("does not ask the type about unknown or wrong inputs", async () => {
    let asked = 0;
    const { call } = await start({
      check: async (_context, news) => {
        asked += 1;
        return news;
      },
    });
    await call.check("Thing", { name: UNKNOWN });
    await call.check("Thing", { name: 1 });
    expect(asked).toBe(0);
  });

  test("is done without a host while the configuration is unknown", async () => {
    const { call } = await start({ check: async () => ({ never: true }) }, { settings: null });
    expect((await call.check("Thing", { name: "a" })).inputs).toEqual({ name: "a", size: 1 });
  });

  test("names an unknown resource type", async () => {
    const { call } = await start({});
    const failure = await failureOf(call.check("Thong", {}));
    expect(failure.message).toBe("There is no resource type vfio:index:Thong.\nThere are: vfio:index:Thing");
  });
});
