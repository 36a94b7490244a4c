import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Registry } from "../../../../provider/contract/registry.ts";
import { registry } from "../../../../provider/registry.ts";
import { packageSchema } from "../../../../provider/schema/pulumi-schema.ts";
import { projectDir } from "../../../../toolchain/local/paths.mjs";
import { readDeclarations } from "../resources/declarations.ts";
import { schemaDifferences } from "./schema-differences.ts";

describe("the published schema", () => {
  test("matches the classes and functions of components/", () => {
    const folder = join(projectDir, "components");
    const paths = readdirSync(folder)
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name));
    const sources = new Map(paths.map((path) => [path, readFileSync(path, "utf8")]));
    const declared = readDeclarations(sources, join(folder, "index.ts"));
    expect(schemaDifferences(packageSchema(registry, "0.1.0"), declared)).toEqual([]);
  });

  test("describes every property", () => {
    const { resources, functions, config } = packageSchema(registry, "0.1.0");
    const all = [
      ...Object.entries(config.variables),
      ...Object.values(resources).flatMap((resource) => [
        ...Object.entries(resource.inputProperties),
        ...Object.entries(resource.properties),
      ]),
      ...Object.values(functions).flatMap(({ inputs, outputs }) => [
        ...Object.entries(inputs.properties),
        ...Object.entries(outputs.properties),
      ]),
    ];
    expect(all.filter(([, { description }]) => !description).map(([name]) => name)).toEqual([]);
  });
});

const INDEX = `export { Disk, type DiskArgs } from "./disk.ts"; export { find, type FindArgs } from "./find.ts";
export { Provider, type ProviderArgs } from "./provider.ts";`;
const PROVIDER = readFileSync(join(projectDir, "components", "provider.ts"), "utf8");
const DISK = `
interface Sized { readonly size?: pulumi.Input<number>; }
export interface DiskArgs extends Sized { readonly name: pulumi.Input<string>; }
export class Disk extends pulumi.CustomResource {
  #hidden = 1;
  static known = 2;
  declare readonly name: pulumi.Output<string>;
  declare readonly size: pulumi.Output<number>;
  declare readonly path: pulumi.Output<string>;
  constructor(name: string, args: DiskArgs) { super("vfio:index:Disk", name, { ...args, path: undefined }); }
}`;
const FIND = `
export interface FindArgs { readonly key: string; readonly deep?: boolean; }
export interface Finding { readonly value: string; }
export function find(args: FindArgs): Promise<Finding> { return invoke(args); }`;

const never = () => Promise.reject(new Error("is not run"));
const disks: Registry = {
  resources: [
    {
      name: "Disk",
      description: "A disk.",
      inputs: z.strictObject({ name: z.string(), size: z.number().default(1) }),
      outputs: z.strictObject({ path: z.string() }),
      diff: never,
      create: never,
      read: never,
      update: never,
      delete: never,
    },
  ],
  invokes: [
    {
      name: "find",
      description: "Finds.",
      inputs: z.strictObject({ key: z.string(), deep: z.boolean().optional() }),
      outputs: z.strictObject({ value: z.string() }),
      run: never,
    },
  ],
};

describe("a class that does not match", () => {
  const cases: [change: string, from: string, to: string, difference: string][] = [
    ["nothing", "", "", ""],
    [
      "an input that is missing",
      "readonly size?: pulumi.Input<number>;",
      "",
      "interface DiskArgs lacks size",
    ],
    [
      "an input that is renamed",
      "readonly name: pulumi.Input",
      "readonly nam: pulumi.Input",
      "interface DiskArgs lacks name",
    ],
    [
      "an input too many",
      "readonly size?",
      "readonly more: string; readonly size?",
      "interface DiskArgs has more, which is not in the schema",
    ],
    [
      "an optional input that must be given",
      "readonly name: pulumi.Input",
      "readonly name?: pulumi.Input",
      "DiskArgs.name is optional, but the schema requires it",
    ],
    [
      "a required input that may be left out",
      "size?:",
      "size:",
      "DiskArgs.size is required, but optional in the schema",
    ],
    [
      "an output that is missing",
      "declare readonly path: pulumi.Output<string>;",
      "",
      "class Disk lacks path",
    ],
    [
      "an output too many",
      "declare readonly path",
      "declare readonly more: string; declare readonly path",
      "class Disk has more, which is not in the schema",
    ],
    [
      "another token",
      '"vfio:index:Disk"',
      '"vfio:index:Disc"',
      "class Disk does not register as vfio:index:Disk",
    ],
    ["another name", "class Disk", "class Disc", "class Disk is missing"],
    [
      "no resource type",
      "class Disk",
      "class Stray extends pulumi.CustomResource {}\nclass Disk",
      "class Stray has no resource type in the registry",
    ],
    ["no export", "Disk, type DiskArgs", "type DiskArgs", "components/index.ts does not export Disk"],
    ["a function that is missing", "function find", "function seek", "function find is missing"],
    [
      "a result too many",
      "readonly value: string;",
      "readonly value: string; readonly more: string;",
      "interface Finding has more, which is not in the schema",
    ],
    [
      "an argument that is required",
      "deep?:",
      "deep:",
      "FindArgs.deep is required, but optional in the schema",
    ],
    [
      "a provider setting that is missing",
      "readonly proxyJump?",
      "readonly jump?",
      "interface ProviderArgs lacks proxyJump",
    ],
  ];
  test.for(cases)("is named: %s", ([, from, to, difference]) => {
    const files = {
      "/c/index.ts": INDEX,
      "/c/provider.ts": PROVIDER,
      "/c/disk.ts": DISK,
      "/c/find.ts": FIND,
    };
    const changed = Object.entries(files).map(([path, text]): [string, string] => [
      path,
      text.replace(from, to),
    ]);
    const differences = schemaDifferences(
      packageSchema(disks, "1.0.0"),
      readDeclarations(new Map(changed), "/c/index.ts"),
    );
    if (difference === "") expect(differences).toEqual([]);
    else expect(differences).toContain(difference);
  });
});
