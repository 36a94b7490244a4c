import { z } from "zod";

import type { NamedTypes, PropertySpec, PropertySpecs, TypeSpec } from "./pulumi-types.ts";

type Json = z.core.JSONSchema.BaseSchema;

/**
 * The properties of an object schema, for what users write (`input`) or get (`output`). Nested objects and
 * enums become named types in `types`, called `<owner><Property>`, or by the `id` of their `.meta()`. What
 * JSON cannot say is any value.
 */
export function propertiesOf(
  schema: z.ZodObject,
  owner: string,
  io: "input" | "output",
  types: NamedTypes,
  secrets: readonly string[] = [],
): { readonly properties: PropertySpecs; readonly required: readonly string[] } {
  const json = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline", override: asText });
  const naming: Naming = { types, definitions: json.$defs ?? {} };
  const object = (json.$ref === undefined ? json : definitionOf(json.$ref, naming)) ?? json;
  return { properties: convertProperties(object, owner, naming, secrets), required: object.required ?? [] };
}

/** In messages and in the state the value of a codec is what is written for it. */
function asText({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Json }): void {
  if (zodSchema instanceof z.ZodCodec) Object.assign(jsonSchema, { type: "string" });
}

interface Naming {
  readonly types: NamedTypes;
  readonly definitions: Readonly<Record<string, Json>>;
}

const ANY: TypeSpec = { $ref: "pulumi.json#/Any" };

function convertProperties(json: Json, owner: string, naming: Naming, secrets: readonly string[] = []) {
  const entries = Object.entries(json.properties ?? {}).map(([name, property]): [string, PropertySpec] => {
    const inner = typeof property === "boolean" ? {} : property;
    const spec = convert(inner, `${owner}${pascal(name)}`, naming);
    return [
      name,
      { ...spec, ...describe(inner, naming), ...(secrets.includes(name) ? { secret: true } : {}) },
    ];
  });
  return Object.fromEntries(entries);
}

/** A property of a type with a name means what the type does, unless it says more. */
function describe(json: Json, naming: Naming): Pick<PropertySpec, "description" | "default"> {
  const { $ref, default: value } = json;
  const type = $ref === undefined ? undefined : definitionOf($ref, naming);
  const description = json.description ?? type?.description;
  const simple = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return { ...(description === undefined ? {} : { description }), ...(simple ? { default: value } : {}) };
}

function convert(json: Json, name: string, naming: Naming): TypeSpec {
  if (json.$ref !== undefined) return convertDefinition(json.$ref, naming);
  const values = json.const === undefined ? json.enum : [json.const];
  if (values !== undefined) return convertEnum(values, name, naming, json.description);
  const alternatives = json.anyOf ?? json.oneOf;
  if (alternatives !== undefined) return convertUnion(alternatives, name, naming);
  switch (json.type) {
    case "string":
    case "number":
    case "integer":
    case "boolean":
      return { type: json.type };
    case "array":
      return { type: "array", items: convertInner(firstOf(json.items), name, naming) };
    case "object":
      return convertObject(json, name, naming);
    default:
      return ANY;
  }
}

function convertDefinition(reference: string, naming: Naming): TypeSpec {
  const definition = definitionOf(reference, naming);
  return definition === undefined ? ANY : convert(definition, pascal(nameIn(reference)), naming);
}

/** An object with an id is a reference to its definition, also when it is the whole schema. */
function definitionOf(reference: string, { definitions }: Naming): Json | undefined {
  return definitions[nameIn(reference)];
}

function nameIn(reference: string): string {
  return reference.replace("#/$defs/", "");
}

/** An object with properties gets a name; one without is a map. */
function convertObject(json: Json, name: string, naming: Naming): TypeSpec {
  if (json.properties === undefined) {
    const values = typeof json.additionalProperties === "object" ? json.additionalProperties : undefined;
    return { type: "object", additionalProperties: convertInner(values, name, naming) };
  }
  const { description } = json;
  return named(name, naming, {
    type: "object",
    ...(description === undefined ? {} : { description }),
    properties: convertProperties(json, name, naming),
    required: json.required ?? [],
  });
}

function convertEnum(
  values: readonly unknown[],
  name: string,
  naming: Naming,
  description?: string,
): TypeSpec {
  if (!values.every((value) => typeof value === "string")) return { type: typeof values[0] };
  const about = description === undefined ? {} : { description };
  return named(name, naming, { type: "string", ...about, enum: values.map((value) => ({ value })) });
}

/** Absent and null are the same to Pulumi, so null is no alternative. */
function convertUnion(alternatives: readonly (Json | boolean)[], name: string, naming: Naming): TypeSpec {
  const real = alternatives.filter((json) => typeof json === "object" && json.type !== "null");
  const specs = real.map((json, index) =>
    convertInner(json, real.length === 1 ? name : `${name}${index + 1}`, naming),
  );
  const [first] = specs;
  return specs.length === 1 && first !== undefined ? first : { oneOf: specs };
}

/** Inputs and outputs of one name are one type where they are equal; else the outputs have their own. */
function named(name: string, { types }: Naming, spec: object): TypeSpec {
  const token = [name, `${name}Output`, `${name}Other`]
    .map((candidate) => `vfio:index:${candidate}`)
    .find((candidate) => {
      const taken = types[candidate];
      return taken === undefined || JSON.stringify(taken) === JSON.stringify(spec);
    });
  if (token === undefined) throw new Error(`There are more than three different types called ${name}`);
  types[token] = spec;
  return { $ref: `#/types/${token}` };
}

function convertInner(json: Json | boolean | undefined, name: string, naming: Naming): TypeSpec {
  return typeof json === "object" ? convert(json, name, naming) : ANY;
}

function firstOf(items: Json["items"]): Json | boolean | undefined {
  return Array.isArray(items) ? items[0] : items;
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
