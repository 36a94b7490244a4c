import { expect, test } from "vitest";
import { z } from "zod";
import type { Registry } from "../../../../provider/contract/registry.ts";
import { sdkModules } from "../../../../provider/sdk/sdk.ts";

const never = () => Promise.reject(new Error("is not run"));
const size = z.codec(z.string(), z.custom<number>(), { decode: Number, encode: String });
const option = z
  .strictObject({ name: z.string().describe("Its name."), value: z.string().optional() })
  .meta({ id: "DiskOption", description: "An option of a disk." });
const part = z.object({ use: z.string() }).meta({ id: "DiskPart", description: "A part of a disk." });

function registryOf(inputs: z.ZodObject): Registry {
  const operations = { diff: never, create: never, read: never, update: never, delete: never };
  const outputs = z.strictObject({ parts: z.array(part).describe("What is on it.") });
  const found = z.object({ name: z.string() }).meta({ id: "Finding" });
  return {
    resources: [{ name: "BigDisk", description: "A disk.", inputs, outputs, ...operations }],
    invokes: [
      { name: "findDisk", description: "Finds.", inputs: z.strictObject({}), outputs: found, run: never },
    ],
  };
}

function modulesOf(inputs: z.ZodObject): ReadonlyMap<string, string> {
  const settings = z.strictObject({ port: z.coerce.number().optional(), password: z.string().optional() });
  return sdkModules(registryOf(inputs), { description: "A host.", settings, secrets: ["password"] }, [part]);
}

const disk = z
  .strictObject({
    name: z.string().describe("Its name."),
    size: size.default(8).describe("Its size."),
    kind: z.enum(["raw", "qcow2"]).optional(),
    options: z.array(z.union([z.string(), option])).default([]),
    labels: z.record(z.string(), z.union([z.string(), z.literal(true)])).optional(),
    first: option.optional().describe("The first one."),
  })
  .describe("What a disk is made of.");

test.each([
  [
    "what is given is an input, of the type that users write",
    "  readonly size?: pulumi.Input<string> | undefined;",
  ],
  ["what is required has no question mark", "  /** Its name. */\n  readonly name: pulumi.Input<string>;"],
  ["an enum is its values", '  readonly kind?: pulumi.Input<"raw" | "qcow2"> | undefined;'],
  [
    "a list takes inputs",
    "readonly options?: pulumi.Input<readonly pulumi.Input<string | DiskOption>[]> | undefined;",
  ],
  [
    "a map takes inputs",
    "readonly labels?: pulumi.Input<Readonly<Record<string, pulumi.Input<string | true>>>> | undefined;",
  ],
  ["what has a default is always there in the end", "  declare readonly size: pulumi.Output<string>;"],
  [
    "what is optional may not be there",
    '  declare readonly kind: pulumi.Output<"raw" | "qcow2" | undefined>;',
  ],
  [
    "a list can be read",
    "declare readonly options: pulumi.Output<readonly (string | pulumi.Unwrap<DiskOption>)[]>;",
  ],
  [
    "an output is of plain values",
    "  /** What is on it. */\n  declare readonly parts: pulumi.Output<readonly DiskPart[]>;",
  ],
  ["arguments have their text", "/** What a disk is made of. */\nexport interface BigDiskArgs {"],
  ["a nested type has its text", "/** An option of a disk. */\nexport interface DiskOption {"],
  [
    "a nested type of an output is of plain values",
    "export interface DiskPart {\n  readonly use: string;\n}",
  ],
  [
    "the class has its text and its token",
    "/** A disk. */\nexport class BigDisk extends pulumi.CustomResource {",
  ],
  ["the token", 'super("vfio:index:BigDisk", name, { ...UNSET, ...args }, opts);'],
])("a resource: %s", (_, text) => {
  expect(modulesOf(disk).get("big-disk.ts")).toContain(text);
});

test("a type that is referred to twice is written once", () => {
  expect(modulesOf(disk).get("big-disk.ts")?.split("export interface DiskOption")).toHaveLength(2);
});

test("the provider keeps its secrets, and takes numbers as texts, too", () => {
  const text = modulesOf(disk).get("provider.ts");
  expect(text).toContain("password: secret(args.password),");
  expect(text).toContain("readonly port?: pulumi.Input<number | string> | undefined;");
});

test("an invoke without arguments can be called without", () => {
  const text = modulesOf(disk).get("find-disk.ts");
  expect(text).toContain("export function findDisk(args: FindDiskArgs = {}, ");
  expect(text).toContain("export type FindDiskArgs = Readonly<Record<string, never>>;");
});

test("types that only a workstation takes have a file of their own", () => {
  expect(modulesOf(disk).get("workstation-types.ts")).toContain("export interface DiskPart {");
});

test("the index exports every name", () => {
  const index = modulesOf(disk).get("index.ts");
  expect(index).toContain(
    'export { BigDisk, type BigDiskArgs, type DiskOption, type DiskPart } from "./big-disk.ts";',
  );
});

test.each([
  [
    "an object without a name",
    z.strictObject({ inner: z.strictObject({ a: z.string() }) }),
    "An object has no name: give the one of a",
  ],
  [
    "a value that has no form on the wire",
    z.strictObject({ date: z.date() }),
    "A date of zod has no type in the SDK",
  ],
])("%s is refused", (_, inputs, message) => {
  expect(() => modulesOf(inputs)).toThrow(message);
});
