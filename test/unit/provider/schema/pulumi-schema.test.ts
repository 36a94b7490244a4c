import { describe, expect, test } from "vitest";
import { registry } from "../../../../provider/registry.ts";
import { packageSchema } from "../../../../provider/schema/pulumi-schema.ts";

describe("the published schema", () => {
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

  test("describes every property of a nested type", () => {
    const bare = Object.entries(packageSchema(registry, "0.1.0").types).flatMap(([token, type]) =>
      Object.entries("properties" in type ? (type.properties ?? {}) : {})
        .filter(([, property]) => !property.description)
        .map(([name]) => `${token}.${name}`),
    );
    expect(bare).toEqual([]);
  });

  test("has the facts of a host, with types that have names", () => {
    const { outputs } = packageSchema(registry, "0.1.0").functions["vfio:index:getHostFacts"] ?? {};
    expect(outputs?.required).toContain("memoryBytes");
    expect(outputs?.properties.devices?.items).toEqual({ $ref: "#/types/vfio:index:PciDevice" });
  });
});
