import { z } from "zod";
import type { InvokeType } from "../../provider/contract/invoke.ts";
import type { ResourceType } from "../../provider/contract/resource.ts";

/** A resource type that does nothing on its own: each test says what its operations do. */
export interface Behaviour {
  check?: Operations["check"];
  diff?: Operations["diff"];
  create?: Operations["create"];
  read?: Operations["read"];
  update?: Operations["update"];
  delete?: Operations["delete"];
  lookUp?: Lookup["run"];
}

type Properties = Record<string, unknown>;
type Operations = ResourceType<Properties, Properties>;
type Lookup = InvokeType<Properties, Properties>;

const device = z.strictObject({
  address: z.string().regex(/^\d\d:\d\d$/, "must be an address such as 01:00"),
  mode: z.enum(["shared", "alone"]).default("alone"),
});

const inputs = z
  .strictObject({
    name: z.string().min(1, "must not be empty").describe("The name."),
    size: z.number().int("must be a whole number").default(1).describe("The size."),
    password: z.string().optional().describe("A secret."),
    devices: z.array(device).optional().describe("Devices."),
    files: z
      .record(z.string(), z.strictObject({ mode: z.string() }))
      .optional()
      .describe("Files."),
    smallest: z.number().optional().describe("At most the size."),
  })
  .refine(
    ({ size, smallest }) => smallest === undefined || smallest <= size,
    "smallest must not be above size",
  );

const outputs = z.strictObject({
  serial: z.string().describe("Set when it is made."),
  token: z.string().optional().describe("A secret output."),
});

/**
 * A registry with the resource type Thing and the function lookUp, whose behaviour can be changed at any
 * time.
 */
export function thingRegistry(behaviour: Behaviour) {
  const thing: Operations = {
    name: "Thing",
    description: "A thing.",
    inputs,
    outputs,
    secrets: ["password", "token"],
    check: async (context, news, olds) => behaviour.check?.(context, news, olds) ?? news,
    diff: async (context, state, news) => behaviour.diff?.(context, state, news) ?? [],
    create: async (context, news, preview) =>
      behaviour.create?.(context, news, preview) ?? { id: "id-1", state: { ...news, serial: "s1" } },
    read: async (context, id, state) => behaviour.read?.(context, id, state),
    update: async (context, id, state, news, preview) =>
      behaviour.update?.(context, id, state, news, preview) ?? { ...news, serial: "s2" },
    delete: async (context, id, state) => behaviour.delete?.(context, id, state),
  };
  const lookUp: Lookup = {
    name: "lookUp",
    description: "Looks up.",
    inputs: z.strictObject({ key: z.string().describe("What to look up.") }),
    outputs: z.strictObject({ value: z.string().describe("What was found.") }),
    run: async (context, args) => behaviour.lookUp?.(context, args) ?? { value: `${args.key}!` },
  };
  return { resources: [thing], invokes: [lookUp] };
}
