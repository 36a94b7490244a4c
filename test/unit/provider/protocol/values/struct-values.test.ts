import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasUnknown, UNKNOWN, unknownPaths } from "../../../../../provider/contract/properties.ts";
import {
  fromStruct,
  inputsFromStruct,
  toStruct,
} from "../../../../../provider/protocol/values/struct-values.ts";

/** Objects of JSON values, without the one name that JavaScript objects treat in a way of its own. */
const objects = fc
  .dictionary(fc.string(), fc.jsonValue())
  .filter((value) => !JSON.stringify(value).includes("__proto__"))
  .map((value): Record<string, unknown> => JSON.parse(JSON.stringify(value)));

describe("values", () => {
  test("are the same after a journey", () => {
    fc.assert(
      fc.property(objects, (value) => {
        expect(fromStruct(toStruct(value))).toEqual(value);
      }),
    );
  });

  test("are the same after a journey as secrets, and are reported", () => {
    fc.assert(
      fc.property(objects, (value) => {
        const seen: unknown[] = [];
        const names = Object.keys(value);
        expect(fromStruct(toStruct(value, names), (secret) => seen.push(secret))).toEqual(value);
        expect(seen).toHaveLength(names.length);
        expect(seen).toEqual(expect.arrayContaining(names.map((name) => value[name])));
      }),
    );
  });

  test("lose what is undefined, and inputs lose nulls", () => {
    const value = { a: undefined, b: null, c: [null, { d: null, e: undefined, f: 1 }] };
    expect(fromStruct(toStruct(value))).toEqual({ b: null, c: [null, { d: null, f: 1 }] });
    expect(inputsFromStruct(toStruct(value))).toEqual({ c: [null, { f: 1 }] });
    expect(fromStruct(undefined)).toEqual({});
  });

  const wrong: [title: string, value: object, path: string][] = [
    ["a function", { a: () => 1 }, "a"],
    ["a number that is none", { a: [{ b: Number.NaN }] }, "a[0].b"],
    ["a map", { a: { b: new Map() } }, "a.b"],
    ["a big number", { a: 1n }, "a"],
  ];
  test.for(wrong)("refuse %s", ([, value, path]) => {
    expect(() => toStruct(value)).toThrow(`${path} cannot be kept in the state`);
  });

  test("know where something is unknown", () => {
    const value = { a: UNKNOWN, b: [1, { c: UNKNOWN }], d: "known" };
    expect(unknownPaths(value)).toEqual([["a"], ["b", 1, "c"]]);
    expect([hasUnknown(value), hasUnknown({ d: "known" }), hasUnknown(undefined)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
