import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, test } from "vitest";
import * as components from "../../../components/index.ts";
import { registry } from "../../../provider/registry.ts";

beforeEach(async () => {
  const mocks = {
    call: () => ({}),
    newResource: ({ name, inputs }: pulumi.runtime.MockResourceArgs) => ({ id: name, state: inputs }),
  };
  await pulumi.runtime.setMocks(mocks, "pulumi-vfio", "test", false);
});

type ResourceClass = new (name: string, args: object) => pulumi.CustomResource;

test.each(registry.resources)(
  "every property of $name is an output, also those left to their default",
  async (type) => {
    const classes: Readonly<Record<string, unknown>> = { ...components };
    const resource = new (classes[type.name] as ResourceClass)("one", {});
    await pulumi.runtime.disconnect();
    const properties = [...Object.keys(type.inputs.shape), ...Object.keys(type.outputs.shape)];
    const missing = properties.filter((name) => !pulumi.Output.isInstance(Reflect.get(resource, name)));
    expect(missing).toEqual([]);
  },
);
